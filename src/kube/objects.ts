import type { RunContext } from '../base/context.ts';
import { ApiError, type KubeObject, type ObjectPath } from './cluster.ts';
import { describeObject, queryOf, resourcePath } from './resource-path.ts';
import { askJson } from './transport/ask.ts';
import { unlessNotFound } from './transport/not-found.ts';
import type { Transport } from './transport/transport.ts';

const PAGE_LIMIT = 500;
/** How often a list of small objects may begin again because its continuation expired. */
const RELISTS = 3;

/** As `Cluster.listObjects`: every page, parsed. Where a continuation expires, the whole list is asked for again. */
export async function listObjects(
  ctx: RunContext,
  transport: Transport,
  path: ObjectPath,
  labelSelector = '',
  fieldSelector = '',
): Promise<KubeObject[]> {
  const what = `list ${describeObject(path)}`;
  for (let relists = 0; ; relists++) {
    try {
      const objects: KubeObject[] = [];
      let token: string | undefined;
      do {
        const query = queryOf({ limit: PAGE_LIMIT, continue: token, labelSelector, fieldSelector });
        const { value } = await askJson(ctx, transport, { method: 'GET', path: resourcePath(path) + query, what });
        const page = value as { items?: readonly KubeObject[] | null; metadata?: { continue?: string } };
        objects.push(...(page.items ?? []));
        token = page.metadata?.continue;
      } while (token);
      return objects;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 410 || relists >= RELISTS) throw error;
    }
  }
}

/** As `Cluster.read`. */
export async function readObject(
  ctx: RunContext,
  transport: Transport,
  path: ObjectPath,
  name: string,
): Promise<KubeObject | undefined> {
  const question = {
    method: 'GET',
    path: resourcePath(path, name),
    what: `read ${describeObject(path, name)}`,
  } as const;
  return unlessNotFound(async () => toObject(await askJson(ctx, transport, question)));
}

/** As `Cluster.create`. */
export async function createObject(
  ctx: RunContext,
  transport: Transport,
  path: ObjectPath,
  object: KubeObject,
): Promise<KubeObject> {
  const what = `create ${describeObject(path, object.metadata.name)}`;
  const body = JSON.stringify(object);
  return toObject(
    await askJson(ctx, transport, { method: 'POST', path: resourcePath(path), body, what, isOnce: true }),
  );
}

/** As `Cluster.update`. */
export async function updateObject(
  ctx: RunContext,
  transport: Transport,
  path: ObjectPath,
  object: KubeObject,
): Promise<KubeObject> {
  const { name } = object.metadata;
  const what = `update ${describeObject(path, name)}`;
  const body = JSON.stringify(object);
  return toObject(await askJson(ctx, transport, { method: 'PUT', path: resourcePath(path, name), body, what }));
}

/** As `Cluster.patch`. */
export async function patchObject(
  ctx: RunContext,
  transport: Transport,
  path: ObjectPath,
  name: string,
  patch: Readonly<Record<string, unknown>>,
): Promise<KubeObject> {
  const what = `patch ${describeObject(path, name)}`;
  const contentType = 'application/merge-patch+json';
  const question = {
    method: 'PATCH',
    path: resourcePath(path, name),
    body: JSON.stringify(patch),
    contentType,
    what,
  } as const;
  return toObject(await askJson(ctx, transport, question));
}

/** As `Cluster.delete`. */
export async function deleteObject(
  ctx: RunContext,
  transport: Transport,
  path: ObjectPath,
  name: string,
  { uid }: { readonly uid?: string },
): Promise<void> {
  const preconditions = uid === undefined ? {} : { preconditions: { uid } };
  const options = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', ...preconditions };
  const question = {
    method: 'DELETE',
    path: resourcePath(path, name),
    body: JSON.stringify(options),
    what: `delete ${describeObject(path, name)}`,
  } as const;
  await unlessNotFound(async () => askJson(ctx, transport, question));
}

function toObject({ value }: { readonly value: unknown }): KubeObject {
  return value as KubeObject;
}
