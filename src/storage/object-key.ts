import { RunError } from '../domain/problem.ts';

const FORBIDDEN_CHARACTERS = /[\0\\]/;
const FORBIDDEN_SEGMENTS: ReadonlySet<string> = new Set(['', '.', '..']);

/** Whether every store can hold an object of this key: no empty, `.` or `..` segment, no backslash, no NUL. */
export function isKey(key: string): boolean {
  return !FORBIDDEN_CHARACTERS.test(key) && key.split('/').every((segment) => !FORBIDDEN_SEGMENTS.has(segment));
}

/** Refuses what is no key, before any store sees it: keys are made by our own code, so a bad one is `internal`. */
export function checkKey(key: string): void {
  if (isKey(key)) return;
  throw new RunError('internal', `Cannot use ${JSON.stringify(key)} as an object key`);
}

/** Refuses a prefix that no key can start with. It may be empty, and need not end at a slash. */
export function checkPrefix(prefix: string): void {
  const { folder, start } = splitPrefix(prefix);
  if (prefix.includes('/')) checkKey(folder);
  if (FORBIDDEN_CHARACTERS.test(start)) throw new RunError('internal', `Cannot list ${JSON.stringify(prefix)}`);
}

/** Refuses a prefix that does not name a folder: it must be empty or end in a slash. */
export function checkFolderPrefix(prefix: string): void {
  checkPrefix(prefix);
  if (splitPrefix(prefix).start !== '')
    throw new RunError('internal', `Cannot list folders in ${JSON.stringify(prefix)}`);
}

/** `a/b/c` → the folder `a/b` (without slashes at its ends) and the start of a name `c`. */
export function splitPrefix(prefix: string): { readonly folder: string; readonly start: string } {
  const slash = prefix.lastIndexOf('/');
  return slash === -1
    ? { folder: '', start: prefix }
    : { folder: prefix.slice(0, slash), start: prefix.slice(slash + 1) };
}

/** The order in which S3 lists keys: by their UTF-8 bytes, which is not the order of JavaScript's UTF-16 units. */
export function compareKeys(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
