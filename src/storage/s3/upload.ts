import { createReadStream } from 'node:fs';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandOutput,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { withSignal, type RunContext } from '../../base/context.ts';
import { sizeOf } from '../object-body.ts';
import type { ObjectBody } from '../object-store.ts';
import type { S3Connection } from './connection.ts';
import { answerOf } from './s3-answer.ts';

const MIB = 1024 * 1024;
const PART_BYTES = 8 * MIB;
const PARTS_AT_ONCE = 2;
/** S3's limit: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MAX_PARTS = 10_000;
const ABORT_MS = 5_000;

/** The size of every part but the last, for a body of `size` bytes: whole MiB, because some stores want equal parts. */
export function partSizeFor(size: number): number {
  return Math.max(PART_BYTES, Math.ceil(size / MAX_PARTS / MIB) * MIB);
}

/**
 * Stores a body in parts. On every way out but success the upload is aborted at the store, within five seconds and under
 * a signal of its own: `Upload` itself leaves its parts behind when a request hangs.
 */
export async function uploadInParts(
  ctx: RunContext,
  connection: S3Connection,
  input: PutObjectCommandInput & { readonly Bucket: string; readonly Key: string },
  body: ObjectBody,
): Promise<void> {
  const stopped = new AbortController();
  const stop = () => stopped.abort(ctx.signal.reason);
  ctx.signal.addEventListener('abort', stop, { once: true });
  const requests = new UploadRequests(withSignal(ctx, stopped.signal), connection);
  const source = body instanceof Uint8Array ? body : createReadStream(body.file, { highWaterMark: MIB });
  try {
    const upload = new Upload({
      client: requests.client,
      params: { ...input, Body: source },
      partSize: partSizeFor(sizeOf(body)),
      queueSize: PARTS_AT_ONCE,
      leavePartsOnError: true,
      abortController: stopped,
    });
    await upload.done();
  } catch (error) {
    stopped.abort(error);
    if (!(source instanceof Uint8Array)) source.destroy();
    await requests.abortUpload(ctx, input);
    throw error;
  } finally {
    ctx.signal.removeEventListener('abort', stop);
  }
}

/** The requests of one upload: each carries the run's signal, which `Upload` does not do, and the upload's id is kept. */
class UploadRequests {
  readonly client: S3Client;
  readonly #ctx: RunContext;
  readonly #connection: S3Connection;
  #created: Promise<CreateMultipartUploadCommandOutput> | undefined;

  constructor(ctx: RunContext, connection: S3Connection) {
    this.#ctx = ctx;
    this.#connection = connection;
    const client = connection.clientFor(ctx);
    // `Upload` uses nothing of a client but these two.
    this.client = {
      config: client.config,
      send: (command: never) => this.#send(client, command),
    } as unknown as S3Client;
  }

  /** Ends the upload at the store, if it began; what cannot be ended now is left for `abortUnfinished`. */
  async abortUpload(
    ctx: RunContext,
    { Bucket, Key }: { readonly Bucket: string; readonly Key: string },
  ): Promise<void> {
    const brief = withSignal(ctx, AbortSignal.timeout(ABORT_MS));
    try {
      const UploadId = await this.#uploadId(brief.signal);
      if (UploadId === undefined) return;
      const command = new AbortMultipartUploadCommand({ Bucket, Key, UploadId });
      await this.#connection.send(brief, (client, options) => client.send(command, options));
    } catch (error) {
      if (answerOf(error).code === 'NoSuchUpload') return; // completed, or aborted already
      const { code, status } = answerOf(error);
      ctx.log.warn({ key: Key, code, status }, 'Cannot abort an unfinished upload; a later run removes it');
    }
  }

  #send(client: S3Client, command: never): Promise<unknown> {
    const isCreate = (command as unknown) instanceof CreateMultipartUploadCommand;
    if (!isCreate) return this.#connection.send(this.#ctx, (by, options) => by.send(command, options), client);
    // Not cut by an abort: an upload whose id never arrived could not be aborted.
    this.#created = this.#connection.send(this.#ctx, (by) => by.send(command), client);
    return this.#created;
  }

  /** The upload's id, waiting for an answer that is still under way; undefined where no upload began. */
  async #uploadId(signal: AbortSignal): Promise<string | undefined> {
    const tooLate = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    try {
      return (await Promise.race([this.#created, tooLate]))?.UploadId;
    } catch {
      return undefined;
    }
  }
}
