/** An object that only one of two backups holds. */
export interface Difference {
  /** `deployments.apps/alpha/web`; `widgets.example.com@v1alpha1/alpha/shapes` for a version beside the preferred one. */
  readonly object: string;
  readonly in: 'ours' | 'theirs';
}

/** Something in which our backups hold other objects than Velero's, on purpose. */
export interface NamedDifference {
  /** As the table in `docs/velero.md` calls it; the reason is there. */
  readonly name: string;
  /** The backups in which it shows. */
  readonly backups: readonly string[];
  readonly covers: (difference: Difference) => boolean;
}

/** Every way in which what our backups hold differs from what Velero's do. */
export const NAMED_DIFFERENCES: readonly NamedDifference[] = [
  {
    name: 'the whole cluster, where nothing is filtered',
    backups: ['unfiltered', 'selector'],
    covers: (it) => it.in === 'ours' && isClusterScoped(it.object) && !it.object.startsWith('namespaces/'),
  },
  {
    name: 'namespaces without selected objects, under a label selector',
    backups: ['selector'],
    covers: (it) => it.in === 'theirs' && it.object.startsWith('namespaces/'),
  },
  {
    name: 'what is excluded under one of its names',
    backups: ['excluded-resources', 'policy'],
    covers: (it) => it.in === 'theirs' && it.object.startsWith('events.events.k8s.io/'),
  },
  {
    name: 'a claim whose volume is gone, under a volume policy',
    backups: ['policy'],
    covers: (it) => it.in === 'ours' && it.object === 'persistentvolumeclaims/alpha/data-lost',
  },
  {
    name: 'the group of Events in all versions',
    backups: ['versions-full'],
    covers: (it) => it.object.startsWith(it.in === 'ours' ? 'events/' : 'events.events.k8s.io/'),
  },
];

/** What one of two backups holds and the other does not. */
export function differencesOf(ours: readonly string[], theirs: readonly string[]): Difference[] {
  const [mine, veleros] = [new Set(ours), new Set(theirs)];
  return [
    ...ours.filter((object) => !veleros.has(object)).map((object): Difference => ({ object, in: 'ours' })),
    ...theirs.filter((object) => !mine.has(object)).map((object): Difference => ({ object, in: 'theirs' })),
  ];
}

function isClusterScoped(object: string): boolean {
  return object.split('/').length === 2;
}
