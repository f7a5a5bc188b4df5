import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import { ApiError, type Cluster, type KubeObject } from '../../kube/cluster.ts';
import { configMapsIn } from '../../report/config-map.ts';
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
  const object = await findConfigMap(ctx, cluster, { namespace, name });
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

/** The ConfigMap of a name, if any; one that may not be read is `permission-denied`, told as `what`, with the rule to add. */
export async function findConfigMap(
  ctx: RunContext,
  cluster: Cluster,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  {
    what = 'ConfigMap',
    hint = `Allow "get" on "configmaps" (resourceNames: ["${name}"]) in namespace ${namespace}.`,
  }: { readonly what?: string; readonly hint?: string } = {},
): Promise<KubeObject | undefined> {
  try {
    return await cluster.read(ctx, configMapsIn(namespace), name);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    throw new RunError('permission-denied', `Cannot read ${what} ${namespace}/${name}: ${error.message}`, {
      hint,
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
