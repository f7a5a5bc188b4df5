import { median } from '../measure.ts';
import { assertRestored, fill, remove } from './content.ts';
import { type VeleroCost, VersusRig } from './rig.ts';

/** What the same work cost Lifeboat and Velero: medians of the times, the highest of the peaks. */
export interface Compared {
  readonly lifeboat: { readonly seconds: number; readonly cpuSeconds: number; readonly peakMiB: number };
  readonly velero: VeleroCost;
  /** How many times as long Velero took. */
  readonly timesFaster: number;
  /** Lifeboat's peak over that of Velero's server without its plugins. */
  readonly memory: number;
}

/** A backup of so many ConfigMaps in two namespaces, and a restore of one namespace under another name. */
export interface VersusVelero {
  readonly objects: number;
  readonly backup: Compared;
  readonly restore: Compared;
  /** Whether Lifeboat ran under the limit of its Jobs. */
  readonly isLimited: boolean;
}

const [KEPT, MAPPED] = ['bench-one', 'bench-two'];
const SELECTION = { includedNamespaces: [KEPT, MAPPED] };

type LifeboatCost = Compared['lifeboat'];

/** Backs up and restores by turns, `rounds` times, against one API server and one S3 gateway. */
export async function benchVersusVelero(objects: number, rounds: number): Promise<VersusVelero> {
  await using rig = await VersusRig.open();
  const half = objects / 2;
  for (const namespace of SELECTION.includedNamespaces) await fill(rig.cluster, namespace, half);
  const costs = {
    backup: { lifeboat: [] as LifeboatCost[], velero: [] as VeleroCost[] },
    restore: { lifeboat: [] as LifeboatCost[], velero: [] as VeleroCost[] },
  };
  const restored = async (copy: string): Promise<void> => {
    await assertRestored(rig.cluster, copy, half);
    await remove(rig.cluster, copy);
  };
  for (let round = 0; round < rounds; round++) {
    const name = `round-${round}`;
    costs.backup.velero.push(await rig.velero((velero) => velero.backup(name, SELECTION)));
    const backup = await rig.lifeboat('BackupPolicy', SELECTION);
    costs.backup.lifeboat.push(backup);
    const into = (copy: string) => ({ includedNamespaces: [MAPPED], namespaceMapping: { [MAPPED]: copy } });
    costs.restore.velero.push(
      await rig.velero((velero) => velero.restore(name, { backupName: name, ...into('by-velero') })),
    );
    await restored('by-velero');
    const ours = { backupName: backup.stdout.trim(), mode: 'Apply', ...into('by-lifeboat') };
    costs.restore.lifeboat.push(await rig.lifeboat('RestorePolicy', ours));
    await restored('by-lifeboat');
  }
  return { objects, backup: compare(costs.backup), restore: compare(costs.restore), isLimited: rig.isLimited };
}

function compare(costs: {
  readonly lifeboat: readonly LifeboatCost[];
  readonly velero: readonly VeleroCost[];
}): Compared {
  const times = (all: readonly LifeboatCost[]) => ({
    seconds: median(all.map(({ seconds }) => seconds)),
    cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
    peakMiB: Math.max(...all.map(({ peakMiB }) => peakMiB)),
  });
  const [lifeboat, server] = [times(costs.lifeboat), times(costs.velero)];
  const childrenPeakMiB = Math.max(...costs.velero.map((cost) => cost.childrenPeakMiB));
  return {
    lifeboat,
    velero: { ...server, childrenPeakMiB },
    timesFaster: server.seconds / lifeboat.seconds,
    memory: lifeboat.peakMiB / server.peakMiB,
  };
}
