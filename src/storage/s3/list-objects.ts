import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type ListMultipartUploadsCommandOutput,
  type ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';
import type { RunContext } from '../../base/context.ts';
import { isKey } from '../object-key.ts';
import type { ObjectInfo } from '../object-store.ts';
import type { S3Connection } from './connection.ts';
import { answerOf } from './s3-answer.ts';

/** Every object whose key starts with `prefix`, page by page. What no store can hold, such as folder marks, is left out. */
export async function* listObjects(
  ctx: RunContext,
  connection: S3Connection,
  prefix: string,
): AsyncGenerator<ObjectInfo> {
  for await (const page of pages(ctx, connection, prefix)) {
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      const key = connection.keyOf(Key ?? '');
      if (isKey(key)) yield { key, size: Size ?? 0, modifiedAt: LastModified ?? new Date(0) };
    }
  }
}

/** Names of the folders directly below `prefix`, which is empty or ends in a slash. */
export async function listFolderNames(ctx: RunContext, connection: S3Connection, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const page of pages(ctx, connection, prefix, '/')) {
    for (const { Prefix } of page.CommonPrefixes ?? []) {
      const name = connection.keyOf(Prefix ?? '').slice(prefix.length, -1);
      if (isKey(name)) names.push(name);
    }
  }
  return names;
}

async function* pages(
  ctx: RunContext,
  connection: S3Connection,
  prefix: string,
  delimiter?: string,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  const { Bucket, Key: Prefix } = connection.place(prefix);
  let ContinuationToken: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket,
      Prefix,
      ...(delimiter !== undefined && { Delimiter: delimiter }),
      ...(ContinuationToken !== undefined && { ContinuationToken }),
    });
    const page: ListObjectsV2CommandOutput = await connection.ask(
      ctx,
      { name: 'ListBucket', key: prefix },
      (client, options) => client.send(command, options),
    );
    yield page;
    ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined);
}

/** Aborts the unfinished uploads of keys that start with `prefix` and began before `before`; returns how many. */
export async function abortUploads(
  ctx: RunContext,
  connection: S3Connection,
  prefix: string,
  before: Date,
): Promise<number> {
  let aborted = 0;
  for await (const { Key, UploadId } of unfinishedUploads(ctx, connection, prefix, before)) {
    const command = new AbortMultipartUploadCommand({ Bucket: connection.location.bucket, Key, UploadId });
    try {
      await connection.send(ctx, (client, options) => client.send(command, options));
      aborted++;
    } catch (error) {
      const key = connection.keyOf(Key);
      if (answerOf(error).code !== 'NoSuchUpload') {
        throw await connection.explain(ctx, error, { name: 'AbortMultipartUpload', key });
      }
    }
  }
  return aborted;
}

async function* unfinishedUploads(ctx: RunContext, connection: S3Connection, prefix: string, before: Date) {
  const { Bucket, Key: Prefix } = connection.place(prefix);
  let marker: { readonly KeyMarker?: string; readonly UploadIdMarker?: string } | undefined = {};
  while (marker !== undefined) {
    const command = new ListMultipartUploadsCommand({ Bucket, Prefix, ...marker });
    const page: ListMultipartUploadsCommandOutput = await connection.ask(
      ctx,
      { name: 'ListBucketMultipartUploads', key: prefix },
      (client, options) => client.send(command, options),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      const isOld = Initiated !== undefined && Initiated < before;
      if (Key !== undefined && UploadId !== undefined && Key.startsWith(Prefix) && isOld) yield { Key, UploadId };
    }
    marker = nextMarker(page);
  }
}

function nextMarker({ IsTruncated, NextKeyMarker, NextUploadIdMarker }: ListMultipartUploadsCommandOutput) {
  if (IsTruncated !== true || NextKeyMarker === undefined) return undefined;
  return { KeyMarker: NextKeyMarker, ...(NextUploadIdMarker !== undefined && { UploadIdMarker: NextUploadIdMarker }) };
}
