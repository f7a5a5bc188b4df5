import { readdirSync, readFileSync } from 'node:fs';

/** What a process that stays, and those that it starts, took for one piece of work. */
export interface ProcessCost {
  readonly peakMiB: number;
  /** The peaks of its children together, each at its own time. */
  readonly childrenPeakMiB: number;
  /** Of the process and its children. */
  readonly cpuSeconds: number;
}

/** Often enough for children that live for seconds: each keeps its own high-water mark. */
const LOOK_EVERY_MS = 200;

/** Clock ticks of /proc in a second: fixed for user space on Linux. */
const TICKS = 100;

/** Watches a process while some work is done, by what Linux says of it in /proc. */
export async function costOf<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<ProcessCost & { readonly outcome: T; readonly seconds: number }> {
  const children = new Map<number, number>();
  const look = (): void => {
    for (const child of childrenOf(pid)) children.set(child, peakMiBOf(child) ?? children.get(child) ?? 0);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  try {
    const [ticksBefore, startedMs] = [ticksOf(pid), performance.now()];
    const outcome = await work();
    const seconds = (performance.now() - startedMs) / 1_000;
    look();
    const cpuSeconds = (ticksOf(pid) - ticksBefore) / TICKS;
    const childrenPeakMiB = [...children.values()].reduce((sum, peak) => sum + peak, 0);
    return { outcome, seconds, cpuSeconds, peakMiB: peakMiBOf(pid) ?? 0, childrenPeakMiB };
  } finally {
    clearInterval(timer);
  }
}

/** High-water mark of what it had in memory; undefined when it has ended. */
function peakMiBOf(pid: number): number | undefined {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(read(pid, 'status')) ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1_024;
}

/** Time of a process and of the children it had; of those that live still, too. */
function ticksOf(pid: number): number {
  const living = childrenOf(pid).flatMap((child) => fieldsOf(child).slice(0, 2));
  return [...fieldsOf(pid), ...living].reduce((sum, ticks) => sum + ticks, 0);
}

/** utime, stime, cutime and cstime of `/proc/<pid>/stat`; the name before them may hold anything. */
function fieldsOf(pid: number): number[] {
  return read(pid, 'stat').split(') ').at(-1)?.split(' ').slice(11, 15).map(Number) ?? [];
}

function childrenOf(pid: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((child) => Number(read(child, 'stat').split(') ').at(-1)?.split(' ')[1]) === pid);
}

function read(pid: number, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return ''; // it has ended since it was listed
  }
}
