import { RunError, type ProblemCode } from '../../domain/problem.ts';
import { errorCode } from './file-calls.ts';

/** What was attempted, for the message: `Cannot write backups/b/b.tar.gz in file:///backups: …`. */
export interface FileOperation {
  readonly verb: 'look up' | 'read' | 'write' | 'list' | 'delete';
  readonly key: string;
  readonly root: string;
}

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const REFUSED: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);
/** No second attempt can succeed: the place itself does not take such a file. */
const IMPOSSIBLE: ReadonlySet<string> = new Set([
  'EROFS',
  'EEXIST',
  'EISDIR',
  'ELOOP',
  'EMLINK',
  'ENAMETOOLONG',
  'ENOTDIR',
  'ENOTEMPTY',
]);

/** The one place that turns a failed file call into a problem. Everything unknown is worth another try. */
export function fileError(error: unknown, { verb, key, root }: FileOperation): RunError {
  if (error instanceof RunError) return error;
  const code = errorCode(error) ?? (error instanceof Error ? error.message : String(error));
  const isChange = verb === 'write' || verb === 'delete';
  return new RunError(
    problemOf(code, isChange),
    `Cannot ${verb} ${key === '' ? 'objects' : key} in ${root}: ${reasonOf(code)}`,
    {
      hint: hintOf(code, isChange),
      cause: error,
    },
  );
}

function problemOf(code: string, isChange: boolean): ProblemCode {
  if (REFUSED.has(code)) return isChange ? 'cannot-write' : 'permission-denied';
  return isChange && (FULL.has(code) || IMPOSSIBLE.has(code)) ? 'cannot-write' : 'storage-unavailable';
}

function reasonOf(code: string): string {
  if (code === 'ENOSPC') return 'no space is left (ENOSPC)';
  if (code === 'EDQUOT') return 'the quota is used up (EDQUOT)';
  if (code === 'EROFS') return 'the filesystem is read-only (EROFS)';
  if (REFUSED.has(code)) return `permission denied (${code})`;
  if (code === 'ESTALE') return 'the network filesystem lost the file handle (ESTALE)';
  if (code === 'EIO') return 'input/output error (EIO)';
  return code;
}

function hintOf(code: string, isChange: boolean): string | undefined {
  if (FULL.has(code)) return 'Free space, raise the quota, or prune old backups; earlier backups are untouched';
  if (code === 'EROFS') return 'Mount the volume writable, or set accessMode: ReadOnly where nothing shall be written';
  if (REFUSED.has(code)) return `Let the user that Lifeboat runs as ${isChange ? 'write' : 'read'} there`;
  return undefined;
}
