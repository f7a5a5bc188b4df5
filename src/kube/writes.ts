import type { RunContext } from '../base/context.ts';
import type { KubeObject, ObjectPath, WriteOptions, Written } from './cluster.ts';
import { describeObject, queryOf, resourcePath } from './resource-path.ts';
import { askJson, type JsonAnswer } from './transport/ask.ts';
import { unlessNotFound } from './transport/not-found.ts';
import type { Transport } from './transport/transport.ts';
import { readWarnings } from './transport/warnings.ts';

/** The metadata of the answer alone; servers that cannot do that (some aggregated APIs) send the object. */
const METADATA_ALONE = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

/** As `Cluster.write`. A dry run changes nothing, and so may be asked again. */
export async function writeObject(
  ctx: RunContext,
  transport: Transport,
  path: ObjectPath,
  object: KubeObject,
  options: WriteOptions = {},
): Promise<Written> {
  const question = {
    method: 'POST',
    path: resourcePath(path) + writeQuery(options),
    body: JSON.stringify(object),
    accept: METADATA_ALONE,
    what: `create ${describeObject(path, object.metadata.name)}`,
    isOnce: options.isDryRun !== true,
    isPayload: true,
  } as const;
  return toWritten(await askJson(ctx, transport, question));
}

/** As `Cluster.amend`. */
export async function amendObject(
  ctx: RunContext,
  transport: Transport,
  path: ObjectPath,
  name: string,
  patch: Readonly<Record<string, unknown>>,
  options: WriteOptions = {},
): Promise<Written> {
  const question = {
    method: 'PATCH',
    path: resourcePath(path, name, options.subresource) + writeQuery(options),
    body: JSON.stringify(patch),
    contentType: 'application/merge-patch+json',
    accept: METADATA_ALONE,
    what: `patch ${describeObject(path, name)}`,
    isPayload: true,
  } as const;
  return toWritten(await askJson(ctx, transport, question));
}

/** As `Cluster.readBytes`. */
export async function readObjectBytes(
  ctx: RunContext,
  transport: Transport,
  path: ObjectPath,
  name: string,
): Promise<Uint8Array | undefined> {
  const what = `read ${describeObject(path, name)}`;
  const question = { method: 'GET', path: resourcePath(path, name), what, isPayload: true } as const;
  return unlessNotFound(async () => (await askJson(ctx, transport, question)).bytes);
}

/**
 * Whatever the server does not know must not make it refuse the object, and must not get lost in silence: `Warn`, which
 * is the default of current servers, is said all the same for those that default to `Ignore`.
 */
const WRITE = queryOf({ fieldManager: 'lifeboat', fieldValidation: 'Warn' });
/** The same, stored nowhere. */
const DRY_RUN = queryOf({ fieldManager: 'lifeboat', fieldValidation: 'Warn', dryRun: 'All' });

function writeQuery({ isDryRun = false }: WriteOptions): string {
  return isDryRun ? DRY_RUN : WRITE;
}

function toWritten({ value, headers }: JsonAnswer): Written {
  const { metadata } = value as KubeObject;
  return { metadata, warnings: readWarnings(headers['warning']) };
}
