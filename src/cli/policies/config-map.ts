import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import { ApiError, type Cluster, type KubeObject } from '../../kube/cluster.ts';
import type { FoundFiles, PolicyFile, UnreadableFile } from '../policy-sources.ts';
import { decodeFile, isPolicyName, sortFiles } from './policy-file.ts';

/** Reads the policies in a ConfigMap: every key of its `data` that is named like a YAML or JSON file. */
export async function readConfigMap(
  ctx: RunContext,
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<FoundFiles> {
  const source = `configmap:${namespace}/${name}`;
  const object = await readObject(ctx, cluster, namespace, name);
  if (object === undefined) {
    throw new RunError('policy-not-found', `There is no ConfigMap ${namespace}/${name}`, {
      hint: 'Write configmap:<namespace>/<name> of the ConfigMap that holds the policies.',
    });
  }
  const texts = entriesOf(object, 'data').filter(([key]) => isPolicyName(key));
  const binaries = entriesOf(object, 'binaryData').filter(([key]) => isPolicyName(key));
  const files: (PolicyFile | UnreadableFile)[] = [
    ...texts.map(([key, text]) => decodeFile(`${source}/${key}`, Buffer.from(text))),
    ...binaries.map(
      ([key]) => ({ name: `${source}/${key}`, code: 'syntax', message: 'The key is binary data, not text' }) as const,
    ),
  ];
  const ignored = [...entriesOf(object, 'data'), ...entriesOf(object, 'binaryData')]
    .map(([key]) => key)
    .filter((key) => !isPolicyName(key));
  return { source, ignored, ...sortFiles(files) };
}

async function readObject(
  ctx: RunContext,
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<KubeObject | undefined> {
  try {
    return await cluster.read(ctx, { group: '', version: 'v1', resource: 'configmaps', namespace }, name);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    throw new RunError('permission-denied', `Cannot read ConfigMap ${namespace}/${name}: ${error.message}`, {
      hint: `Allow "get" on "configmaps" (resourceNames: ["${name}"]) in namespace ${namespace}.`,
      cause: error,
    });
  }
}

/** String entries of a map in the object, by key, so that every reading sees them in the same order. */
function entriesOf(object: KubeObject, field: string): [string, string][] {
  const map: unknown = object[field];
  if (typeof map !== 'object' || map === null) return [];
  return Object.entries(map)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
