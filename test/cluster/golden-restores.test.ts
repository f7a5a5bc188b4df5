import { KEEPING_CONTROLLERS } from '../support/cluster/keeping-controllers.ts';
import { startClusterRig } from '../support/cluster-rig.ts';
import { loadCluster } from '../support/golden-restores/load-cluster.ts';
import { goldenRestoreSuite } from '../support/golden-restores/suite.ts';
import { WorldApi } from '../support/whole-run/world.ts';

// The controllers are those that ran beside Velero when the golden restores were made.
goldenRestoreSuite(
  async (before) => {
    const rig = await startClusterRig({ controllers: KEEPING_CONTROLLERS });
    const { refused } = await loadCluster(rig, before);
    const unexpected = refused.filter((refusal) => !refusal.includes('/services kubernetes: '));
    if (unexpected.length > 0) throw new Error(`Cannot make the cluster: ${unexpected.join('; ')}`);
    const api = new WorldApi(rig.url, rig.caPem, rig.token);
    return {
      api,
      kubeconfig: rig.kubeconfig,
      async [Symbol.asyncDispose]() {
        await api.close();
        await rig[Symbol.asyncDispose]();
      },
    };
  },
  { isReal: true },
);
