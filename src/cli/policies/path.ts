import { createReadStream, type Stats } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RunError } from '../../domain/problem.ts';
import type { FoundFiles, PolicyFile, UnreadableFile } from '../policy-sources.ts';
import { decodeFile, isPolicyName, MAX_FILE_BYTES, readCapped, sortFiles, tooLarge } from './policy-file.ts';

/** A folder deeper than this is not one of policies. */
const MAX_DEPTH = 8;

/** What is gathered while walking. Real paths are kept, so that nothing is read twice, however it is linked. */
interface Walk {
  readonly seen: Set<string>;
  readonly files: (PolicyFile | UnreadableFile)[];
  readonly ignored: string[];
  readonly signal: AbortSignal;
}

/** Reads a file whatever its name, or every `.yaml`, `.yml` and `.json` file below a folder; `shown` is how it was asked for. */
export async function readPath(path: string, shown: string, signal: AbortSignal): Promise<FoundFiles> {
  const walk: Walk = { seen: new Set(), files: [], ignored: [], signal };
  const stats = await statOf(path, shown);
  if (stats.isDirectory()) await readFolder(walk, path, shown.replace(/\/+$/, ''), 0);
  else await readOne(walk, path, shown, stats);
  return { source: path, ignored: walk.ignored, ...sortFiles(walk.files) };
}

/**
 * A mounted ConfigMap is a folder of links into `..data`, which is itself a link that the kubelet swaps in one step:
 * resolving it once and reading behind it gives files of one generation. Names with a leading dot are the kubelet's
 * or an editor's.
 */
async function readFolder(walk: Walk, path: string, shown: string, depth: number): Promise<void> {
  const names = await readdir(path);
  const home = names.includes('..data') ? await realpath(join(path, '..data')) : await realpath(path);
  if (walk.seen.has(home) || depth > MAX_DEPTH) return;
  walk.seen.add(home);
  const visible = (await readdir(home)).filter((name) => !name.startsWith('.')).toSorted();
  for (const name of visible) {
    const inside = join(home, name);
    const stats = await statOf(inside, `${shown}/${name}`);
    if (stats.isDirectory()) await readFolder(walk, inside, `${shown}/${name}`, depth + 1);
    else if (isPolicyName(name)) await readOne(walk, inside, `${shown}/${name}`, stats);
    else walk.ignored.push(`${shown}/${name}`);
  }
}

async function readOne(walk: Walk, path: string, shown: string, stats: Stats): Promise<void> {
  if (!stats.isFile()) {
    // Pipes and devices have neither size nor end: `--policies <(generate)` is read as far as a file may go.
    const bytes = await orProblem(readCapped(createReadStream(path), walk.signal), shown);
    walk.files.push(decodeFile(shown, bytes));
    return;
  }
  const real = await realpath(path);
  if (walk.seen.has(real)) return;
  walk.seen.add(real);
  if (stats.size > MAX_FILE_BYTES) walk.files.push(tooLarge(shown, stats.size));
  else walk.files.push(decodeFile(shown, await orProblem(readFile(path), shown)));
}

async function statOf(path: string, shown: string): Promise<Stats> {
  return orProblem(stat(path), shown);
}

async function orProblem<T>(reading: Promise<T>, shown: string): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new RunError('policy-not-found', `There is nothing at ${shown}`, {
        hint: 'Name a folder, a file, - or configmap:<namespace>/<name> with --policies.',
        cause: error,
      });
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new RunError('permission-denied', `Cannot read ${shown}`, { hint: 'Make it readable.', cause: error });
    }
    throw error;
  }
}
