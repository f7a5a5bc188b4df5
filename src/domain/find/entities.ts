/** What one policy takes of one namespace, or of the cluster's own objects. */
export interface EntityCounts {
  readonly policy: string;
  /** Undefined for objects without a namespace. */
  readonly namespace: string | undefined;
  /** Objects by type (`deployments.apps`). */
  readonly types: Readonly<Record<string, number>>;
}

/** Something that policies protect today, or do not. */
export interface EntityRow {
  /** `namespace/shop`, or `cluster` for what has no namespace. */
  readonly name: string;
  readonly type: 'namespace' | 'cluster';
  /** Policies that take anything of it, by name. */
  readonly policies: readonly string[];
  /** Objects that at least one policy takes: of each type as many as the policy that takes most. */
  readonly items: number;
  readonly types: Readonly<Record<string, number>>;
  /** Claims among them, whose data is in no backup. */
  readonly claimsWithoutData: number;
  /** The namespace that it is a companion of, by its label `lifeboat.dev/companion-of`. */
  readonly companionOf: string | undefined;
  /** Why nothing of it is protected; undefined where something is. */
  readonly why: string | undefined;
}

/** A namespace as it was seen. */
export interface SeenNamespace {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A label keeps it out of every backup. */
  readonly isHidden: boolean;
}

const COMPANION_OF = 'lifeboat.dev/companion-of';
const CLAIMS = 'persistentvolumeclaims';

/** What some policies protect together, and which namespaces they leave out; the cluster's own objects first. */
export function entityRows(
  counts: readonly EntityCounts[],
  namespaces: readonly SeenNamespace[],
): readonly EntityRow[] {
  const ofCluster = rowOf(
    'cluster',
    'cluster',
    counts.filter(({ namespace }) => namespace === undefined),
  );
  const rows = namespaces.map(({ name, labels, isHidden }): EntityRow => {
    const row = rowOf(
      `namespace/${name}`,
      'namespace',
      counts.filter(({ namespace }) => namespace === name),
    );
    const why = row.items > 0 ? undefined : isHidden ? 'a label keeps it out' : whyNothing(row.policies);
    return { ...row, companionOf: labels[COMPANION_OF], why };
  });
  return [ofCluster, ...rows];
}

function whyNothing(policies: readonly string[]): string {
  return policies.length === 0 ? 'no policy selects it' : 'nothing in it is selected';
}

function rowOf(name: string, type: EntityRow['type'], counts: readonly EntityCounts[]): EntityRow {
  const types: Record<string, number> = {};
  for (const { types: of } of counts) {
    for (const [resource, count] of Object.entries(of)) types[resource] = Math.max(types[resource] ?? 0, count);
  }
  const items = Object.values(types).reduce((sum, count) => sum + count, 0);
  return {
    name,
    type,
    policies: [...new Set(counts.map(({ policy }) => policy))].toSorted(),
    items,
    types: Object.fromEntries(Object.entries(types).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    claimsWithoutData: types[CLAIMS] ?? 0,
    companionOf: undefined,
    why: items > 0 ? undefined : whyNothing([]),
  };
}
