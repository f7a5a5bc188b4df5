import { headerOf } from '../http/reply.ts';
import type { ApiObject } from '../objects/api-object.ts';
import { encodeMetadata, encodeObject } from '../objects/encode.ts';
import type { Call } from './call.ts';
import { StatusError } from './status-error.ts';

const METADATA_ALONE = ['as=PartialObjectMetadata', 'g=meta.k8s.io', 'v=v1'];

/** What etcd takes, in bytes, and what the client of etcd sends it at most. */
const LARGEST_STORED = 1.5 * 1024 * 1024;
const LARGEST_SENT = 2 * 1024 * 1024;

/** An object as an answer shows it: whole, or its metadata alone where that is what the request asks for first. */
export function encodeAnswer({ request, type }: Call, object: ApiObject): string {
  const [first = ''] = headerOf(request, 'accept').split(',');
  const parameters = first.replaceAll(/\s/g, '').split(';');
  const isMetadata = METADATA_ALONE.every((parameter) => parameters.includes(parameter));
  return isMetadata ? encodeMetadata(object) : encodeObject(type, object);
}

/** Refuses what the real server would accept and etcd would not. */
export function checkStoredSize({ type }: Call, object: ApiObject): void {
  const size = Buffer.byteLength(encodeObject(type, object));
  if (size <= LARGEST_STORED) return;
  const why = `rpc error: code = ResourceExhausted desc = trying to send message larger than max (${size} vs. ${LARGEST_SENT})`;
  throw new StatusError(500, '', size > LARGEST_SENT ? why : 'etcdserver: request is too large');
}
