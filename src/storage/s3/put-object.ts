import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { RunContext } from '../../base/context.ts';
import { collectBody, hashBody, sizeOf } from '../object-body.ts';
import type { ObjectBody, PutOptions, PutOutcome } from '../object-store.ts';
import { checksumAlgorithm } from './client-config.ts';
import type { S3Connection } from './connection.ts';
import { findObject, holds, SHA256_MARK } from './find-object.ts';
import { answerOf } from './s3-answer.ts';
import { uploadInParts } from './upload.ts';

/** Up to here one request stores an object: it leaves no parts behind, and more stores honour its conditions. */
const ONE_REQUEST_BYTES = 16 * 1024 * 1024;

/** A put in work: what is stored, under which key, and how it is recognised. */
interface Put {
  readonly key: string;
  readonly body: ObjectBody;
  readonly sha256: string;
  readonly ifAbsent: boolean;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Stores an object. With `ifAbsent` the key is looked up, then the put carries `If-None-Match: *`; where the store may
 * ignore that, a look afterwards tells whose object stayed. An answer that was lost, that came as an error inside a 200,
 * or that refuses what an attempt of ours had already stored, is settled by the mark on what is there now.
 */
export async function putObject(
  ctx: RunContext,
  connection: S3Connection,
  key: string,
  body: ObjectBody,
  { ifAbsent = false, metadata = {} }: PutOptions,
): Promise<PutOutcome> {
  ctx.signal.throwIfAborted();
  const put: Put = { key, body, sha256: await hashBody(ctx.signal, body), ifAbsent, metadata };
  const before = ifAbsent ? await lookAt(ctx, connection, put) : undefined;
  if (before !== undefined) return before;
  try {
    await store(ctx, connection, put);
  } catch (error) {
    return settle(ctx, connection, put, error);
  }
  if (!ifAbsent || connection.isAws) return 'stored';
  return (await lookAt(ctx, connection, put)) ?? 'stored';
}

/** Whether our bytes or others are under the key; undefined for none. */
async function lookAt(ctx: RunContext, connection: S3Connection, put: Put): Promise<PutOutcome | undefined> {
  const found = await findObject(ctx, connection, put.key);
  if (found === undefined) return undefined;
  return (await holds(ctx, connection, found, put.body, put.sha256)) ? 'stored' : 'exists';
}

/** The SDK's errors pass through. */
async function store(ctx: RunContext, connection: S3Connection, { key, body, sha256, ifAbsent, metadata }: Put) {
  const { serverSideEncryption, kmsKeyId } = connection.location;
  const algorithm = checksumAlgorithm(connection.location);
  const input = {
    ...connection.place(key),
    Metadata: { ...metadata, [SHA256_MARK]: sha256 },
    ...(ifAbsent && { IfNoneMatch: '*' }),
    ...(algorithm !== undefined && { ChecksumAlgorithm: algorithm }),
    ...(serverSideEncryption !== undefined && { ServerSideEncryption: serverSideEncryption }),
    ...(kmsKeyId !== undefined && { SSEKMSKeyId: kmsKeyId }),
  };
  if (sizeOf(body) > ONE_REQUEST_BYTES) {
    await uploadInParts(ctx, connection, input, body);
    return;
  }
  const bytes = await collectBody(ctx.signal, body);
  const command = new PutObjectCommand({ ...input, Body: bytes, ContentLength: bytes.byteLength });
  await connection.send(ctx, (client, options) => client.send(command, options));
}

/** What became of a put that failed: only what may have been stored all the same is looked at. */
async function settle(ctx: RunContext, connection: S3Connection, put: Put, error: unknown): Promise<PutOutcome> {
  const problem = await connection.explain(ctx, error, { name: 'PutObject', key: put.key });
  if (problem.code !== 'storage-unavailable') throw problem;
  let found: PutOutcome | undefined;
  try {
    found = await lookAt(ctx, connection, put);
  } catch (lookUpError) {
    ctx.signal.throwIfAborted();
    ctx.log.debug({ key: put.key, error: lookUpError }, 'A put in doubt cannot be settled yet');
    throw problem;
  }
  if (found === 'stored') return 'stored';
  const isRefusal = answerOf(error).status === 412;
  if (put.ifAbsent && found === 'exists' && isRefusal) return 'exists';
  throw problem;
}
