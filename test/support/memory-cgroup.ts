import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Control groups of version 2, or of version 1 beside it, and how each is told its limit. */
const HIERARCHIES = [
  { root: '/sys/fs/cgroup', limit: 'memory.max', swap: 'memory.swap.max', swapToo: false },
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', swap: 'memory.memsw.limit_in_bytes', swapToo: true },
];

/** A control group in which the kernel kills whoever takes more memory than there is, as it does in a Pod. */
export interface MemoryCgroup extends Disposable {
  /** The words that start a program inside. */
  wrap(program: string, args: readonly string[]): readonly [string, ...string[]];
}

/** Makes one of so many bytes; undefined where this machine lets us make none. Its programs have ended at its disposal. */
export function makeMemoryCgroup(bytes: number): MemoryCgroup | undefined {
  for (const { root, limit, swap, swapToo } of HIERARCHIES) {
    const folder = makeGroup(root, limit);
    if (folder === undefined) continue;
    writeFileSync(join(folder, limit), String(bytes));
    if (existsSync(join(folder, swap))) writeFileSync(join(folder, swap), swapToo ? String(bytes) : '0');
    return {
      wrap: (program, args) => [
        'sh',
        '-c',
        'echo $$ > "$0" && exec "$@"',
        join(folder, 'cgroup.procs'),
        program,
        ...args,
      ],
      [Symbol.dispose]: () => rmdirSync(folder),
    };
  }
  return undefined;
}

/** Its folder; undefined where groups may not be made, or memory is not what they are about. */
function makeGroup(root: string, limit: string): string | undefined {
  if (!existsSync(join(root, 'cgroup.procs'))) return undefined;
  const folder = join(root, `lifeboat-test-${process.pid}`);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  if (existsSync(join(folder, limit))) return folder;
  rmdirSync(folder);
  return undefined;
}
