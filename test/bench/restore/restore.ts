import { makeMemoryCgroup } from '../../support/memory-cgroup.ts';
import { median } from '../measure.ts';
import { RestoreRig } from './rig.ts';

/** What a restore costs, by the ways of one interleaved run, and what a large one needs. */
export interface RestoreRatios {
  readonly objects: number;
  readonly seconds: Readonly<Record<'oneAtATime' | 'lifeboat', number>>;
  readonly timesFasterThanOneAtATime: number;
  /** Processor time of the whole process, and without what a restore of 20 objects takes. */
  readonly cpuMicrosPerObject: number;
  readonly cpuMicrosPerObjectWithoutStart: number;
  /** Requests under way at once, at most. */
  readonly atOnce: number;
  readonly large: LargeRestore;
}

/** A plan with half of its objects in the cluster, and a whole restore into an empty one, by their peaks. */
export interface LargeRestore {
  readonly objects: number;
  readonly planSeconds: number;
  readonly planPeakMiB: number;
  readonly applySeconds: number;
  readonly applyPeakMiB: number;
  /** Whether they ran in control groups that would have ended them above `PLAN_MIB` and `APPLY_MIB`. */
  readonly isLimited: boolean;
}

const LATENCY_MS = 8;
const FEW = 20;
const MIB = 1024 * 1024;

/** What a plan has to get by with. */
const PLAN_MIB = 256;

/** The limit of the Pods that `kustomize/base` makes. */
const APPLY_MIB = 512;

/** Restores the same objects in both ways, one after the other, `rounds` times, and so many others once. */
export async function benchRestore(objects: number, large: number, rounds: number): Promise<RestoreRatios> {
  await using rig = await RestoreRig.open();
  for (const count of [FEW, objects, large]) await rig.backup(count);
  const server = await rig.cluster({ objects: 0, latency: LATENCY_MS, share: 0 });
  const seconds = { oneAtATime: [] as number[], lifeboat: [] as number[] };
  const micros = { whole: [] as number[], withoutStart: [] as number[] };
  let atOnce = 0;
  for (let round = 0; round < rounds; round++) {
    const few = await rig.restore(server, { objects: FEW, mode: 'Apply' });
    await rig.arrived(server, FEW);
    const ours = await rig.restore(server, { objects, mode: 'Apply' });
    ({ atOnce } = await rig.arrived(server, objects));
    seconds.lifeboat.push(ours.seconds);
    micros.whole.push((ours.cpuSeconds * 1e6) / objects);
    micros.withoutStart.push(((ours.cpuSeconds - few.cpuSeconds) * 1e6) / (objects - FEW));
    const naive = await rig.run('one-at-a-time.ts', rig.archiveOf(objects), server.url, server.caFile);
    await rig.arrived(server, objects);
    seconds.oneAtATime.push(naive.seconds);
  }
  const medians = { oneAtATime: median(seconds.oneAtATime), lifeboat: median(seconds.lifeboat) };
  return {
    objects,
    seconds: medians,
    timesFasterThanOneAtATime: medians.oneAtATime / medians.lifeboat,
    cpuMicrosPerObject: median(micros.whole),
    cpuMicrosPerObjectWithoutStart: median(micros.withoutStart),
    atOnce,
    large: { objects: large, ...(await planLarge(rig, large)), ...(await applyLarge(rig, large)) },
  };
}

async function planLarge(rig: RestoreRig, objects: number) {
  const server = await rig.cluster({ objects, latency: LATENCY_MS, share: 0.5 });
  using group = makeMemoryCgroup(PLAN_MIB * MIB);
  const { seconds, peakMiB } = await rig.restore(server, { objects, mode: 'Plan', group });
  server.end();
  return { planSeconds: seconds, planPeakMiB: peakMiB };
}

async function applyLarge(rig: RestoreRig, objects: number) {
  const server = await rig.cluster({ objects: 0, latency: LATENCY_MS, share: 0 });
  using group = makeMemoryCgroup(APPLY_MIB * MIB);
  const { seconds, peakMiB } = await rig.restore(server, { objects, mode: 'Apply', group });
  await rig.arrived(server, objects);
  server.end();
  return { applySeconds: seconds, applyPeakMiB: peakMiB, isLimited: group !== undefined };
}
