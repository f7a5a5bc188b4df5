import type { RunContext } from '../base/context.ts';

/** What a look-up or a listing tells of one object. */
export interface ObjectInfo {
  /** Relative to the location's root, slash-separated, without a leading slash. */
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/** Bytes in memory, or a finished local file that may be read several times and does not change meanwhile. */
export type ObjectBody = Uint8Array | { readonly file: string; readonly size: number };

/** How an object is put. */
export interface PutOptions {
  /** Refuse to replace an object of the same key. Enforced where the store can, looked up before where it cannot. */
  readonly ifAbsent?: boolean;
  /** Small marks kept beside the object where the store can (S3 user metadata); keys in lower case. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What became of a put: `exists` only with `ifAbsent`, and then nothing was changed. */
export type PutOutcome = 'stored' | 'exists';

/**
 * Keys and bytes under one root; knows nothing of backups.
 *
 * Every implementation guarantees, and the contract suite checks:
 * - an object is visible whole or not at all, also after a crash in the middle of `put`;
 * - what `put` returned `stored` for is durable, and is seen by `head`, `get` and `list` at once, or within the store's
 *   own lag where it is eventually consistent;
 * - with `ifAbsent`, of many concurrent puts of a key with differing bytes at least one ends `stored`; exactly one where
 *   `isAtomic`;
 * - a lost answer is settled by looking up: our own bytes under the key count as `stored`, other bytes as `exists`; the
 *   same put may therefore be asked again (equal bytes cannot be told from our own);
 * - a key is one that every store can hold (`checkKey`): no empty, `.` or `..` segment, no backslash, no NUL;
 * - a method called with an aborted signal does nothing and throws the signal's reason; after an abort no request
 *   starts, and nothing half-written stays behind (parts of an upload are aborted, temporary files removed);
 * - failures are `RunError`s: `storage-unavailable` (worth another try), `permission-denied`, `location-not-found`,
 *   `cannot-write` (full, locked, read-only), `tls-untrusted`; the message names operation and key, never a secret.
 */
export interface ObjectStore {
  /** The root as shown to people: `s3://bucket/prefix`, `file:///backups`. */
  readonly root: string;
  /** Whether `ifAbsent` is decided by the store itself in one step, as far as is known by now. */
  readonly isAtomic: boolean;
  head(ctx: RunContext, key: string): Promise<ObjectInfo | undefined>;
  /**
   * The object's bytes as they arrive, or undefined where there is none. The stream throws when it is cut short.
   * It holds a connection or a file until it ends or its loop is left, so it is read once and without long pauses.
   * With `from`, which is less than the object's size, without its first bytes: to go on where a stream was cut.
   */
  get(ctx: RunContext, key: string, from?: number): Promise<AsyncIterable<Uint8Array> | undefined>;
  put(ctx: RunContext, key: string, body: ObjectBody, options?: PutOptions): Promise<PutOutcome>;
  /** Every object whose key starts with `prefix`, in key order. */
  list(ctx: RunContext, prefix: string): AsyncIterable<ObjectInfo>;
  /** Names of the folders directly below `prefix` (which ends in a slash or is empty), without slashes, in order. */
  listFolders(ctx: RunContext, prefix: string): Promise<string[]>;
  /** Removes an object; no error where there is none. */
  delete(ctx: RunContext, key: string): Promise<void>;
  /**
   * Removes what dead puts of keys that start with `prefix` left behind, where they began before `before`: unfinished
   * uploads, temporary files. Returns how many.
   */
  abortUnfinished(ctx: RunContext, prefix: string, before: Date): Promise<number>;
  close(): Promise<void>;
}
