import type { RestoreRatios } from './restore.ts';

/** What a restore must not fall short of. */
interface RestoreGate {
  readonly timesFaster: number;
  readonly cpuMicros: number;
  readonly planPeakMiB: number;
}

/** What is promised for 5 000 objects and a plan of 50 000, and what no change may come near to breaking anywhere. */
const GATES: Readonly<Record<string, RestoreGate>> = {
  goals: { timesFaster: 15, cpuMicros: 500, planPeakMiB: 256 },
  gross: { timesFaster: 2, cpuMicros: 3_000, planPeakMiB: 512 },
};

/** What of a restore misses the gate; a gate of another name is none. */
export function missedByRestore(result: RestoreRatios, gateName: string): string[] {
  const gate = GATES[gateName];
  if (gate === undefined) return [];
  const { timesFasterThanOneAtATime: faster, cpuMicrosPerObject: micros, large } = result;
  const at = `at ${result.objects} objects`;
  return [
    ...(faster < gate.timesFaster ? [`one at a time ÷ wall ${faster.toFixed(1)} < ${gate.timesFaster} ${at}`] : []),
    ...(micros > gate.cpuMicros ? [`${micros.toFixed(0)} µs of processor time > ${gate.cpuMicros} µs ${at}`] : []),
    ...(large.planPeakMiB > gate.planPeakMiB
      ? [`plan ${large.planPeakMiB.toFixed(0)} MiB > ${gate.planPeakMiB} MiB at ${large.objects} objects`]
      : []),
  ];
}

/** A restore's ratios for people. */
export function restoreTable(result: RestoreRatios): string {
  const { objects, seconds, large } = result;
  const isFree = large.isLimited ? '' : ', not limited';
  return [
    `${objects} objects (medians): one at a time ${seconds.oneAtATime.toFixed(2)} s · lifeboat ${seconds.lifeboat.toFixed(2)} s`,
    `  one at a time ÷ wall               ${result.timesFasterThanOneAtATime.toFixed(1)}`,
    `  processor time for each object     ${result.cpuMicrosPerObject.toFixed(0)} µs`,
    `  the same without the start         ${result.cpuMicrosPerObjectWithoutStart.toFixed(0)} µs`,
    `  requests at once, at most          ${result.atOnce}`,
    `${large.objects} objects: plan ${large.planSeconds.toFixed(1)} s · restore ${large.applySeconds.toFixed(1)} s`,
    `  peak memory of the plan            ${large.planPeakMiB.toFixed(0)} MiB${isFree}`,
    `  peak memory of the restore         ${large.applyPeakMiB.toFixed(0)} MiB${isFree}`,
    '',
  ].join('\n');
}
