import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { RunError } from '../../domain/problem.ts';

/** Makes a folder of its own in the work directory, for this user alone, and returns its path. Throws `cannot-write`. */
export async function makeWorkFolder(workDirectory: string): Promise<string> {
  try {
    return await mkdtemp(join(workDirectory, 'lifeboat-'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunError('cannot-write', `Cannot use the work directory ${workDirectory}: ${reason}`, {
      hint: 'Mount a writable directory there, such as an emptyDir, or point TMPDIR at another',
      cause: error,
    });
  }
}
