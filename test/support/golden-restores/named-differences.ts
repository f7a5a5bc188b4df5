import { isJsonObject, type Json } from '../api-server/objects/json.ts';
import type { Difference } from './differences.ts';
import type { GoldenRestore } from './golden-restore.ts';
import { withoutChance } from './settled-differences.ts';

/** Something in which a cluster after our restore differs from one after Velero's, on purpose. */
export interface NamedDifference {
  /** As the table in `docs/velero.md` calls it; the reason is there. */
  readonly name: string;
  /** The restores in which it shows. */
  readonly restores: readonly string[];
  /** Controllers have a part in it: it does not show on the server in memory. */
  readonly isReal?: boolean;
  covers(difference: Difference, restore: GoldenRestore): boolean;
}

const VELERO_LABELS = new Set(['velero.io/backup-name', 'velero.io/restore-name']);

/** Every way in which our restores differ from Velero's. */
export const NAMED_DIFFERENCES: readonly NamedDifference[] = [
  {
    name: 'what the cluster keeps by itself',
    restores: ['plain', 'update', 'mapping', 'modifiers', 'node-ports', 'status', 'versions', 'selected'],
    covers: ({ object, at, ours }) =>
      (/^(endpoints|endpointslices\.discovery\.k8s\.io)\//.test(object) && at === undefined && ours === undefined) ||
      object === 'servicecidrs.networking.k8s.io/kubernetes' ||
      (/^configmaps\/[^/]+\/kube-root-ca\.crt$/.test(object) && at === 'metadata.labels'),
  },
  {
    name: 'labels on what is alike',
    restores: ['update'],
    covers: (difference, { name }) => name === 'update' && isLabelledByVeleroAlone(difference),
  },
  {
    name: 'definitions of what is restored',
    restores: ['mapping', 'modifiers', 'status'],
    covers: ({ object, at, theirs }, { spec }) =>
      spec['includedNamespaces'] !== undefined &&
      /^(customresourcedefinitions\.apiextensions\.k8s\.io\/widgets\.|widgets\.)example\.com(\/|$)/.test(object) &&
      at === undefined &&
      theirs === undefined,
  },
  {
    name: 'objects without their patch',
    restores: ['modifiers'],
    covers: ({ object, at, ours }, { name }) =>
      name === 'modifiers' && object.startsWith('services/alpha/np-') && at === undefined && ours === undefined,
  },
  {
    name: 'the namespace in a token',
    restores: ['mapping'],
    isReal: true,
    covers: ({ object, at }) => object === 'secrets/alpha-copy/builder-token' && at === 'data.namespace',
  },
];

/** The differences that are neither named ones nor chance, and the names of those that were met. */
export function judgeDifferences(
  differences: readonly Difference[],
  restore: GoldenRestore,
): { readonly unnamed: readonly Difference[]; readonly met: readonly string[] } {
  const named = differences.map((difference) => NAMED_DIFFERENCES.find((it) => it.covers(difference, restore)));
  return {
    unnamed: withoutChance(differences.filter((_, index) => named[index] === undefined)),
    met: NAMED_DIFFERENCES.filter((it) => named.includes(it)).map(({ name }) => name),
  };
}

/** What a container gets that says nothing of it. */
const CONTAINER_DEFAULTS =
  /^spec\.initContainers\[\d+\]\.(resources|terminationMessagePath|terminationMessagePolicy|imagePullPolicy)$/;

/** What only a real API server, or a controller beside it, fills into an object. */
export function isFilledByRealServer({ object, at }: Difference, { spec }: GoldenRestore): boolean {
  if (at === undefined) return false;
  const [type = ''] = object.split('/');
  const { includedResources = [] } = (spec['restoreStatus'] ?? {}) as { readonly includedResources?: string[] };
  const isWritten = includedResources.some((name) => type === name || type.startsWith(`${name}.`));
  return (
    (at.startsWith('status') && !isWritten) ||
    (type === 'pods' && at === 'spec.priority') ||
    (type === 'pods' && CONTAINER_DEFAULTS.test(at)) ||
    (type === 'services' && at === 'spec.healthCheckNodePort') ||
    /^secrets\/[^/]+\/builder-token$/.test(object)
  );
}

function isLabelledByVeleroAlone({ at = '', ours, theirs }: Difference): boolean {
  if (ours !== undefined) return false;
  if (at === 'metadata.labels') return labelsOf(theirs).every((label) => VELERO_LABELS.has(label));
  return [...VELERO_LABELS].some((label) => at === `metadata.labels.${label}`);
}

function labelsOf(value: Json | undefined): string[] {
  return isJsonObject(value) ? Object.keys(value) : [];
}
