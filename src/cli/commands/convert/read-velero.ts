import { resolve } from 'node:path';
import type { RunContext } from '../../../base/context.ts';
import { RunError } from '../../../domain/problem.ts';
import { ApiError, type Cluster, type KubeObject } from '../../../kube/cluster.ts';
import { readObjects } from '../../../policy/source/read-objects.ts';
import { type PolicySource, readPolicySource, type SourceWorld } from '../../policy-sources.ts';

/** An object of the input, as it was written. */
export type InputObject = Readonly<Record<string, unknown>>;

/** Everything that is to be converted. */
export interface Input {
  readonly objects: readonly InputObject[];
  /** What cannot be read, each with its place. */
  readonly unreadable: readonly { readonly place: string; readonly message: string }[];
}

/** Reads objects from files, folders and standard input, each file once. */
export async function readFiles(ctx: RunContext, where: readonly string[], world: SourceWorld): Promise<Input> {
  const sources: PolicySource[] = [];
  for (const one of where) sources.push(await readPolicySource(ctx, one, world));
  const files = new Map(
    sources.flatMap((source) => source.files.map((file) => [resolve(world.io.cwd, file.name), file])),
  );
  const read = [...files.values()].map(({ name, text }) => readObjects(name, text));
  return {
    objects: read.flatMap(({ objects }) => objects),
    unreadable: [
      ...sources.flatMap(({ unreadable }) => unreadable.map(({ name, message }) => ({ place: name, message }))),
      ...read.flatMap(({ diagnostics }) =>
        diagnostics.map(({ file, line, column, message }) => ({ place: `${file}:${line}:${column}`, message })),
      ),
    ],
  };
}

/** Velero's settings, those without a counterpart too: they are told. With `--all` also what was asked for once. */
const SETTINGS = [
  ['schedules', 'Schedule'],
  ['backupstoragelocations', 'BackupStorageLocation'],
  ['volumesnapshotlocations', 'VolumeSnapshotLocation'],
] as const;
const REQUESTS = [
  ['backups', 'Backup'],
  ['restores', 'Restore'],
] as const;

/**
 * Reads the objects of Velero's namespace in a live cluster, and its ConfigMaps with policies, modifiers and settings of
 * plugins. `permission-denied` names the rule that is missing, `policy-not-found` a cluster without Velero.
 */
export async function readNamespace(
  ctx: RunContext,
  cluster: Cluster,
  { namespace, isAll }: { readonly namespace: string; readonly isAll: boolean },
): Promise<Input> {
  const types = isAll ? [...SETTINGS, ...REQUESTS] : SETTINGS;
  const objects: InputObject[] = [];
  for (const [resource, kind] of types) {
    const found = await listOf(ctx, cluster, { group: 'velero.io', resource, namespace });
    objects.push(...found.map((object) => withHead(object, 'velero.io/v1', kind)));
  }
  const configMaps = await listOf(ctx, cluster, { group: '', resource: 'configmaps', namespace });
  objects.push(...configMaps.map((object) => withHead(object, 'v1', 'ConfigMap')));
  return { objects, unreadable: [] };
}

/** Items of a list do not say what they are. */
function withHead(object: KubeObject, apiVersion: string, kind: string): InputObject {
  return { ...object, apiVersion, kind };
}

async function listOf(
  ctx: RunContext,
  cluster: Cluster,
  where: { readonly group: string; readonly resource: string; readonly namespace: string },
): Promise<readonly KubeObject[]> {
  try {
    return await cluster.listObjects(ctx, { ...where, version: 'v1' });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const what = `${where.resource} in namespace ${where.namespace}`;
    if (error.status === 404) {
      throw new RunError('policy-not-found', `Cannot list ${what}: ${cluster.server} has no such type`, {
        hint: 'Is Velero installed there? Files are converted without a cluster.',
        cause: error,
      });
    }
    if (error.status !== 403) throw error;
    throw new RunError('permission-denied', `Cannot list ${what}: ${error.message}`, {
      hint: `Allow {apiGroups: [${JSON.stringify(where.group)}], resources: [${JSON.stringify(where.resource)}], verbs: ["list"]} there.`,
      cause: error,
    });
  }
}
