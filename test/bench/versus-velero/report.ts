import { VELERO_PLUGIN_VERSION, VELERO_VERSION } from '../../control-plane/programs.ts';
import { LIMIT_MIB, VELERO_FLAGS } from './rig.ts';
import type { Compared, VersusVelero } from './versus-velero.ts';

/** What a comparison must not fall short of: how many times faster, and which share of the memory at most. */
interface VersusGate {
  readonly backup: { readonly timesFaster: number; readonly memory: number };
  readonly restore: { readonly timesFaster: number; readonly memory: number };
}

/** What is promised at 10 000 objects, and what no change may come near to breaking anywhere. */
const GATES: Readonly<Record<string, VersusGate>> = {
  goals: { backup: { timesFaster: 4, memory: 1 }, restore: { timesFaster: 6, memory: 0.5 } },
  gross: { backup: { timesFaster: 1, memory: 2 }, restore: { timesFaster: 2, memory: 1 } },
};

/** What misses the gate; a gate of another name is none. */
export function missedAgainstVelero(result: VersusVelero, gateName: string): string[] {
  const gate = GATES[gateName];
  if (gate === undefined) return [];
  return (['backup', 'restore'] as const).flatMap((what) => {
    const { timesFaster, memory } = result[what];
    const at = `on ${what} at ${result.objects} objects`;
    const slow = `Velero ÷ Lifeboat ${timesFaster.toFixed(2)} < ${gate[what].timesFaster} ${at}`;
    const large = `memory ${memory.toFixed(2)} of Velero's > ${gate[what].memory} ${at}`;
    const misses = [timesFaster < gate[what].timesFaster && slow, memory > gate[what].memory && large];
    return misses.filter((miss) => miss !== false);
  });
}

/** The comparison for people. */
export function versusTable({ objects, backup, restore, isLimited }: VersusVelero): string {
  const settings = `Velero ${VELERO_VERSION}, its AWS plugin ${VELERO_PLUGIN_VERSION}, ${VELERO_FLAGS.join(' ')}`;
  return [
    `${objects} ConfigMaps (medians, highest peaks); ${settings}`,
    `Lifeboat ${isLimited ? `under a limit of ${LIMIT_MIB} MiB` : 'without a limit on memory'}`,
    ...rows(`backup of ${objects}`, backup),
    ...rows(`restore of ${objects / 2}`, restore),
    '',
  ].join('\n');
}

function rows(what: string, { lifeboat, velero, timesFaster, memory }: Compared): string[] {
  const cost = ({ seconds, cpuSeconds, peakMiB }: Compared['lifeboat']) =>
    `${seconds.toFixed(2)} s · processor ${cpuSeconds.toFixed(2)} s · peak ${peakMiB.toFixed(0)} MiB`;
  return [
    what,
    `  Velero    ${cost(velero)} · plugins ${velero.childrenPeakMiB.toFixed(0)} MiB`,
    `  Lifeboat  ${cost(lifeboat)}`,
    `  Velero ÷ Lifeboat                  ${timesFaster.toFixed(1)}`,
    `  memory ÷ that of Velero's server   ${memory.toFixed(2)}`,
  ];
}
