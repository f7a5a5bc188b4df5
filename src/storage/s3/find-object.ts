import type { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { RunContext } from '../../base/context.ts';
import { hashChunks, sizeOf } from '../object-body.ts';
import type { ObjectBody, ObjectInfo } from '../object-store.ts';
import type { S3Connection } from './connection.ts';
import { readStream } from './read-stream.ts';
import { answerOf } from './s3-answer.ts';

/** The mark by which a put whose answer was lost recognises its own object: SHA-256 of the body, in hexadecimal. */
export const SHA256_MARK = 'lifeboat-sha256';

/** What a look-up tells of an object, with the mark that our own puts leave on it. */
export interface FoundObject extends ObjectInfo {
  readonly sha256: string | undefined;
}

/** Looks an object up; undefined where there is none. A missing bucket is `location-not-found`. */
export async function findObject(
  ctx: RunContext,
  connection: S3Connection,
  key: string,
): Promise<FoundObject | undefined> {
  try {
    const found = await connection.send(ctx, (client, options) =>
      client.send(new HeadObjectCommand(connection.place(key)), options),
    );
    return {
      key,
      size: found.ContentLength ?? 0,
      modifiedAt: found.LastModified ?? new Date(0),
      sha256: found.Metadata?.[SHA256_MARK],
    };
  } catch (error) {
    if (answerOf(error).status !== 404) throw await connection.explain(ctx, error, { name: 'HeadObject', key });
    await connection.requireBucket(ctx);
    return undefined;
  }
}

/** The stream of an object's bytes, without the first `from`; undefined where there is no such object. */
export async function openObject(
  ctx: RunContext,
  connection: S3Connection,
  key: string,
  from = 0,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    const command = new GetObjectCommand({
      ...connection.place(key),
      ...(from > 0 && { Range: `bytes=${from}-` }),
    });
    const found = await connection.send(ctx, (client, options) => client.send(command, options));
    if (found.Body === undefined) return undefined;
    const stream = readStream(ctx.signal, found.Body as Readable, found.ContentLength);
    // A store that knows no ranges sends everything.
    const isWhole = found.ContentRange === undefined;
    return explained(ctx, connection, key, isWhole ? without(stream, from) : stream);
  } catch (error) {
    const { status, code } = answerOf(error);
    if (code === 'NoSuchKey') return undefined;
    if (status !== 404 || code === 'NoSuchBucket') {
      throw await connection.explain(ctx, error, { name: 'GetObject', key });
    }
    await connection.requireBucket(ctx); // whoever said 404 may know nothing of buckets
    return undefined;
  }
}

/** Whether a found object holds a body's bytes: by our mark, or, where the store dropped it, by reading. */
export async function holds(
  ctx: RunContext,
  connection: S3Connection,
  found: FoundObject,
  body: ObjectBody,
  sha256: string,
): Promise<boolean> {
  if (found.sha256 !== undefined) return found.sha256 === sha256;
  if (found.size !== sizeOf(body)) return false;
  const stream = await openObject(ctx, connection, found.key);
  return stream !== undefined && (await hashChunks(stream)) === sha256;
}

async function* without(stream: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of stream) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

async function* explained(
  ctx: RunContext,
  connection: S3Connection,
  key: string,
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw await connection.explain(ctx, error, { name: 'GetObject', key });
  }
}
