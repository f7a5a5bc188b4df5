import type { RunContext } from '../../../../base/context.ts';
import { sha256Hex } from '../../../../base/hash.ts';
import type { ResourcePolicies } from '../../../../domain/backup/resource-policies.ts';
import type { ResourceModifiers } from '../../../../domain/restore/modifiers/modifiers.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { VersionPriorities } from '../../../../domain/restore/planning/versions.ts';
import { ApiError, type Cluster } from '../../../../kube/cluster.ts';
import {
  contradicts,
  illegalConfigMap,
  OLD_FILTERS,
  onlyTextOf,
  VERSION_PRIORITIES,
} from '../../../../policy/referenced/manifest-text.ts';
import type { Checked, ReferencedText } from '../../../../policy/referenced/read-referenced.ts';
import { type Reference, referencesOf } from '../../../../policy/referenced/references-of.ts';
import type { ConfigMapManifest } from '../../../../policy/source/read-stream.ts';
import { fileSource } from '../../../../policy/source/text-source.ts';
import type { BackupOrder, Order, Prepared, RestoreOrder, Wanted } from '../../../../run/services.ts';
import { findConfigMap } from '../../../policies/config-map.ts';
import { type FaultyPolicies, inOneLine } from './policy-book.ts';

/**
 * An order, with the ConfigMaps whose manifests stand among the policies' texts: they win over the cluster's. Beside
 * problems the policy that has them, where it could be found.
 */
export type WithManifests<O extends Order> = Prepared<O> & Pick<FaultyPolicies, 'found' | 'configMaps'>;

/** Where ConfigMaps that policies name are looked for when they are not among the policies' texts. */
export interface ConfigMapPlace {
  readonly cluster: Cluster;
  /** The runner's: the Job's, else that of the kubeconfig's context. */
  readonly namespace: string;
}

/**
 * An order with what the ConfigMaps say that its policy names (`resourcePolicy`, `resourceModifier`). Whatever is wrong
 * with them is a problem of the policy, told with all others, with its place; a right that is missing is
 * `permission-denied`, unless there are problems to be told.
 */
export function withReferences<O extends Order>(wanted: Wanted<O>, place: ConfigMapPlace): Wanted<O> {
  return {
    ...wanted,
    prepare: async (ctx) => {
      const prepared: WithManifests<Order> = await wanted.prepare(ctx);
      const { configMaps = [] } = prepared;
      const books = { ...place, configMaps };
      if ('problems' in prepared) return allProblems(ctx, prepared, books);
      const { order } = prepared;
      if (!('backupName' in order) && !('requestHash' in order)) return prepared as Prepared<O>;
      const resolved = 'requestHash' in order ? restoreWith : backupWith;
      return (await resolved(ctx, order as never, books)) as Prepared<O>;
    },
  };
}

type Books = ConfigMapPlace & { readonly configMaps: readonly ConfigMapManifest[] };

/** What a ConfigMap says. */
interface Said<T> {
  /** Undefined where there are problems, and where nothing is said. */
  readonly value: T | undefined;
  readonly problems: readonly string[];
  /** What tells one value from another. */
  readonly pin: string;
}

const NOTHING: Said<never> = { value: undefined, problems: [], pin: '' };

async function backupWith(ctx: RunContext, order: BackupOrder, books: Books): Promise<Prepared<BackupOrder>> {
  const { resourcePolicy } = order.policy;
  if (resourcePolicy === undefined) return { order };
  const { value, problems } = await policiesIn(ctx, resourcePolicy, books);
  if (value === undefined) return { problems, policy: order.source };
  if (contradicts(order.policy, value)) {
    return { problems: [`${value.source}: error: ${OLD_FILTERS}`], policy: order.source };
  }
  return { order: { ...order, resourcePolicies: value } };
}

/** What a once-marker pins is also what these texts say: with others it is another request. */
async function restoreWith(ctx: RunContext, order: RestoreOrder, books: Books): Promise<Prepared<RestoreOrder>> {
  const { resourceModifier } = order.policy;
  const priorities = await prioritiesIn(books);
  const modifiers = resourceModifier === undefined ? NOTHING : await modifiersIn(ctx, resourceModifier, books);
  const problems = [...priorities.problems, ...modifiers.problems];
  if (problems.length > 0) return { problems, policy: order.source };
  const pinned = [priorities, modifiers].filter(({ value }) => value !== undefined);
  const requestHash = pinned.reduce((hash, { pin }) => sha256Hex(`${hash} ${pin}`), order.requestHash);
  return {
    order: {
      ...order,
      requestHash,
      ...(priorities.value !== undefined && { versionPriorities: priorities.value }),
      ...(modifiers.value !== undefined && { resourceModifiers: modifiers.value }),
    },
  };
}

type Faulty = Extract<WithManifests<Order>, { readonly problems: readonly string[] }>;

/** The problems of a policy with those of the ConfigMaps that it names all the same. */
async function allProblems(ctx: RunContext, faulty: Faulty, books: Books): Promise<Prepared<never>> {
  const { problems, policy, telling, found } = faulty;
  const references = found === undefined ? [] : referencesOf(found);
  const { problems: ofPriorities } = found?.kind === 'RestorePolicy' ? await prioritiesIn(books) : NOTHING;
  const ofNamed = await Promise.all(references.map(async (reference) => problemsOf(ctx, reference, books)));
  return { problems: [...problems, ...ofPriorities, ...ofNamed.flat()], policy, telling };
}

/** One that cannot be read is one problem more: it hides none of the others. */
async function problemsOf(ctx: RunContext, { kind, name }: Reference, books: Books): Promise<readonly string[]> {
  try {
    const { problems } = await (kind === 'resource policies' ? policiesIn : modifiersIn)(ctx, name, books);
    return problems;
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!(error instanceof RunError || error instanceof ApiError)) throw error;
    return [`configmap:${books.namespace}/${name}: error: ${error.message}`];
  }
}

async function policiesIn(ctx: RunContext, name: string, books: Books): Promise<Said<ResourcePolicies>> {
  const { readResourcePolicies } = await import('../../../../policy/referenced/resource-policies.ts');
  return said(await textOf(ctx, { kind: 'resource policies', name }, books), readResourcePolicies);
}

async function modifiersIn(ctx: RunContext, name: string, books: Books): Promise<Said<ResourceModifiers>> {
  const { readResourceModifiers } = await import('../../../../policy/referenced/resource-modifiers.ts');
  return said(await textOf(ctx, { kind: 'resource modifiers', name }, books), readResourceModifiers);
}

function said<T>(text: ReferencedText | string, read: (text: ReferencedText) => Checked<T>): Said<T> {
  return typeof text === 'string' ? { ...NOTHING, problems: [text] } : saidBy(read(text), text.sha256);
}

function saidBy<T>({ value, diagnostics }: Checked<T>, pin: string): Said<T> {
  return { value, problems: value === undefined ? diagnostics.map(inOneLine) : [], pin };
}

/** Those of the manifest among the texts, if any. */
async function prioritiesIn({ configMaps }: Books): Promise<Said<VersionPriorities>> {
  const manifest = configMaps.find(({ name }) => name === VERSION_PRIORITIES);
  if (manifest === undefined) return NOTHING;
  const { readVersionPriorities } = await import('../../../../policy/referenced/version-priorities.ts');
  const checked = readVersionPriorities(manifest);
  return saidBy(checked, JSON.stringify([...(checked.value ?? [])]));
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
