import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MemoryCgroup } from '../support/memory-cgroup.ts';

/** What one run of a process cost. */
export interface Cost {
  /** From spawn to exit. */
  readonly seconds: number;
  readonly peakMiB: number;
  readonly cpuSeconds: number;
  readonly stdout: string;
}

const PRELOAD = fileURLToPath(new URL('report-usage.cjs', import.meta.url));

/** Runs one Node process to its end, perhaps within a group or with more variables, and measures it; throws when it fails. */
export async function measure(
  usageFile: string,
  args: readonly string[],
  { group, env }: { readonly group?: MemoryCgroup | undefined; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Cost> {
  const words = ['--require', PRELOAD, ...args];
  const [command, ...rest] = group?.wrap(process.execPath, words) ?? [process.execPath, ...words];
  const startedMs = performance.now();
  const child = spawn(command, rest, {
    env: { ...process.env, ...env, BENCH_USAGE: usageFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const seconds = (performance.now() - startedMs) / 1_000;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`);
  const usage = JSON.parse(await readFile(usageFile, 'utf8')) as { peakMiB: number; cpuSeconds: number };
  return { seconds, stdout, ...usage };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
