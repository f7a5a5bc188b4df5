import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { DEFAULT_TIMINGS, type RunContext, type Timings } from '../base/context.ts';
import type { S3Location } from '../domain/storage-location.ts';
import { checkFolderPrefix, checkKey, checkPrefix, compareKeys } from './object-key.ts';
import type { ObjectBody, ObjectInfo, ObjectStore, PutOptions, PutOutcome } from './object-store.ts';
import type { S3Environment } from './s3/client-config.ts';
import { S3Connection } from './s3/connection.ts';
import { findObject, openObject } from './s3/find-object.ts';
import { abortUploads, listFolderNames, listObjects } from './s3/list-objects.ts';
import { putObject } from './s3/put-object.ts';

/**
 * Keeps objects in a bucket of any S3-compatible store. Every method asks once, except the requests of an upload in
 * parts; retries live in `RetryingObjectStore`.
 */
export class S3ObjectStore implements ObjectStore {
  readonly root: string;
  /** AWS decides conditional puts in one step; of another store that is not known before it is probed. */
  readonly isAtomic: boolean;
  readonly #connection: S3Connection;

  private constructor(connection: S3Connection) {
    this.#connection = connection;
    this.root = connection.root;
    this.isAtomic = connection.isAws;
  }

  /** Reads the credentials file, if the location names one; asks nothing of the store. */
  static async open(
    location: S3Location,
    options: { readonly timings?: Pick<Timings, 'stallMs'>; readonly env?: S3Environment } = {},
  ): Promise<S3ObjectStore> {
    const { timings = DEFAULT_TIMINGS, env = process.env } = options;
    return new S3ObjectStore(await S3Connection.open(location, timings, env));
  }

  async head(ctx: RunContext, key: string): Promise<ObjectInfo | undefined> {
    checkKey(key);
    const found = await findObject(ctx, this.#connection, key);
    return found && { key, size: found.size, modifiedAt: found.modifiedAt };
  }

  async get(ctx: RunContext, key: string, from = 0): Promise<AsyncIterable<Uint8Array> | undefined> {
    checkKey(key);
    return openObject(ctx, this.#connection, key, from);
  }

  async put(ctx: RunContext, key: string, body: ObjectBody, options: PutOptions = {}): Promise<PutOutcome> {
    checkKey(key);
    return putObject(ctx, this.#connection, key, body, options);
  }

  async *list(ctx: RunContext, prefix: string): AsyncGenerator<ObjectInfo> {
    checkPrefix(prefix);
    yield* listObjects(ctx, this.#connection, prefix);
  }

  async listFolders(ctx: RunContext, prefix: string): Promise<string[]> {
    checkFolderPrefix(prefix);
    return (await listFolderNames(ctx, this.#connection, prefix)).toSorted(compareKeys);
  }

  async delete(ctx: RunContext, key: string): Promise<void> {
    checkKey(key);
    const command = new DeleteObjectCommand(this.#connection.place(key));
    await this.#connection.ask(ctx, { name: 'DeleteObject', key }, (client, options) => client.send(command, options));
  }

  async abortUnfinished(ctx: RunContext, prefix: string, before: Date): Promise<number> {
    checkPrefix(prefix);
    return abortUploads(ctx, this.#connection, prefix, before);
  }

  async close(): Promise<void> {
    this.#connection.close();
  }
}
