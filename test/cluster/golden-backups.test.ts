import { KEEPING_CONTROLLERS } from '../support/cluster/keeping-controllers.ts';
import { startClusterRig } from '../support/cluster-rig.ts';
import { currentObjects } from '../support/golden-restores/cluster-objects.ts';
import { loadCluster } from '../support/golden-restores/load-cluster.ts';
import { goldenBackupSuite } from '../support/golden-backups/suite.ts';
import { loadStatuses } from '../support/round-trip/load-statuses.ts';
import { WorldApi } from '../support/whole-run/world.ts';

goldenBackupSuite(
  async (objects) => {
    const rig = await startClusterRig({ controllers: KEEPING_CONTROLLERS });
    await loadCluster(rig, objects);
    await loadStatuses(rig);
    const api = new WorldApi(rig.url, rig.caPem, rig.token);
    const present = await currentObjects(api);
    await api.close();
    const lacking = [...objects.keys()].filter((key) => !present.has(key));
    if (lacking.length > 0) throw new Error(`Cannot make the cluster: it lacks ${lacking.join(', ')}`);
    return { kubeconfig: rig.kubeconfig, [Symbol.asyncDispose]: async () => rig[Symbol.asyncDispose]() };
  },
  { isReal: true },
);
