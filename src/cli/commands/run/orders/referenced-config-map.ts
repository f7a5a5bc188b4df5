import type { RunContext } from '../../../../base/context.ts';
import { sha256Hex } from '../../../../base/hash.ts';
import type { ResourcePolicies } from '../../../../domain/backup/resource-policies.ts';
import type { ResourceModifiers } from '../../../../domain/restore/modifiers/modifiers.ts';
import type { Cluster } from '../../../../kube/cluster.ts';
import {
  contradicts,
  illegalConfigMap,
  OLD_FILTERS,
  onlyTextOf,
  VERSION_PRIORITIES,
} from '../../../../policy/referenced/manifest-text.ts';
import type { Checked, ReferencedText } from '../../../../policy/referenced/read-referenced.ts';
import type { Reference } from '../../../../policy/referenced/references-of.ts';
import type { ConfigMapManifest } from '../../../../policy/source/read-stream.ts';
import { fileSource } from '../../../../policy/source/text-source.ts';
import type { BackupOrder, Order, Prepared, RestoreOrder, Wanted } from '../../../../run/services.ts';
import { findConfigMap } from '../../../policies/config-map.ts';
import { inOneLine } from './policy-book.ts';

/** An order, with the ConfigMaps whose manifests stand among the policies' texts: they win over the cluster's. */
export type WithManifests<O extends Order> = Prepared<O> & { readonly configMaps?: readonly ConfigMapManifest[] };

/** Where ConfigMaps that policies name are looked for when they are not among the policies' texts. */
export interface ConfigMapPlace {
  readonly cluster: Cluster;
  /** The runner's: the Job's, else that of the kubeconfig's context. */
  readonly namespace: string;
}

/**
 * An order with what the ConfigMaps say that its policy names (`resourcePolicy`, `resourceModifier`). Whatever is wrong
 * with them is a problem of the policy, with its place; a right that is missing is `permission-denied`.
 */
export function withReferences<O extends Order>(wanted: Wanted<O>, place: ConfigMapPlace): Wanted<O> {
  return {
    ...wanted,
    prepare: async (ctx) => {
      const prepared: WithManifests<Order> = await wanted.prepare(ctx);
      if ('problems' in prepared) return prepared;
      const { order, configMaps = [] } = prepared;
      if (!('backupName' in order) && !('requestHash' in order)) return prepared as Prepared<O>;
      const resolved = 'requestHash' in order ? restoreWith : backupWith;
      return (await resolved(ctx, order as never, { ...place, configMaps })) as Prepared<O>;
    },
  };
}

type Books = ConfigMapPlace & { readonly configMaps: readonly ConfigMapManifest[] };

async function backupWith(ctx: RunContext, order: BackupOrder, books: Books): Promise<Prepared<BackupOrder>> {
  const { resourcePolicy } = order.policy;
  if (resourcePolicy === undefined) return { order };
  const text = await textOf(ctx, { kind: 'resource policies', name: resourcePolicy }, books);
  if (typeof text === 'string') return { problems: [text], policy: order.source };
  const { readResourcePolicies } = await import('../../../../policy/referenced/resource-policies.ts');
  const checked: Checked<ResourcePolicies> = readResourcePolicies(text);
  if (checked.value === undefined) return { problems: checked.diagnostics.map(inOneLine), policy: order.source };
  if (contradicts(order.policy, checked.value)) {
    return { problems: [`${text.name}: error: ${OLD_FILTERS}`], policy: order.source };
  }
  return { order: { ...order, resourcePolicies: checked.value } };
}

/** What a once-marker pins is also what these texts say: with others it is another request. */
async function restoreWith(ctx: RunContext, order: RestoreOrder, books: Books): Promise<Prepared<RestoreOrder>> {
  const manifest = books.configMaps.find(({ name }) => name === VERSION_PRIORITIES);
  if (manifest === undefined) return modifiedWith(ctx, order, books);
  const { readVersionPriorities } = await import('../../../../policy/referenced/version-priorities.ts');
  const { value, diagnostics } = readVersionPriorities(manifest);
  if (value === undefined) return { problems: diagnostics.map(inOneLine), policy: order.source };
  const requestHash = sha256Hex(`${order.requestHash} ${JSON.stringify([...value])}`);
  return modifiedWith(ctx, { ...order, requestHash, versionPriorities: value }, books);
}

async function modifiedWith(ctx: RunContext, order: RestoreOrder, books: Books): Promise<Prepared<RestoreOrder>> {
  const { resourceModifier } = order.policy;
  if (resourceModifier === undefined) return { order };
  const text = await textOf(ctx, { kind: 'resource modifiers', name: resourceModifier }, books);
  if (typeof text === 'string') return { problems: [text], policy: order.source };
  const { readResourceModifiers } = await import('../../../../policy/referenced/resource-modifiers.ts');
  const checked: Checked<ResourceModifiers> = readResourceModifiers(text);
  if (checked.value === undefined) return { problems: checked.diagnostics.map(inOneLine), policy: order.source };
  const requestHash = sha256Hex(`${order.requestHash} ${text.sha256}`);
  return { order: { ...order, requestHash, resourceModifiers: checked.value } };
}

/** The text that a policy refers to, or the problem with it. */
async function textOf(ctx: RunContext, reference: Reference, books: Books): Promise<ReferencedText | string> {
  const [manifest, second] = books.configMaps.filter(({ name }) => name === reference.name);
  if (manifest === undefined) return textInCluster(ctx, reference, books);
  if (second !== undefined) {
    const { file, line, column } = second.place;
    return `${file}:${line}:${column}: error: there is a ConfigMap ${reference.name} already, at ${manifest.place.file}:${manifest.place.line}`;
  }
  const { file, line, column } = manifest.place;
  const source = onlyTextOf(manifest, reference.kind);
  if (!source.ok) return `${file}:${line}:${column}: error: ${source.error}`;
  return { name: file, source: source.value, sha256: sha256Hex(source.value.text) };
}

async function textInCluster(
  ctx: RunContext,
  { kind, name }: Reference,
  { cluster, namespace }: ConfigMapPlace,
): Promise<ReferencedText | string> {
  const where = `${namespace}/${name}`;
  const object = await findConfigMap(ctx, cluster, { namespace, name });
  if (object === undefined) {
    const words = `failed to get ${kind} configmap ${where}`;
    return `configmap:${where}: error: ${words}: there is none; it belongs beside the runner, or among the policies`;
  }
  const data = Object.entries((object['data'] ?? {}) as Readonly<Record<string, string>>);
  const [only, ...more] = data;
  if (only === undefined || more.length > 0) {
    const keys = data.map(([key]) => key);
    return `configmap:${where}: error: ${illegalConfigMap(kind, where, keys)}`;
  }
  const [key, text] = only;
  const file = `configmap:${where}/${key}`;
  return { name: file, source: fileSource(file, text), sha256: sha256Hex(text) };
}
