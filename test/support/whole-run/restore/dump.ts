import { serverObjects } from '../server-objects.ts';
import type { WorldApi } from '../world.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What the API server or a restore writes on every object. */
const OWNED = ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'selfLink'];
const MARKS = [
  'velero.io/backup-name',
  'velero.io/restore-name',
  'batch.kubernetes.io/controller-uid',
  'controller-uid',
];
/** What it decides for each object anew. */
const DECIDED: Readonly<Record<string, readonly string[]>> = {
  services: ['clusterIP', 'clusterIPs'],
  'jobs.batch': ['selector'],
  persistentvolumeclaims: ['volumeName'],
};

/**
 * The objects of a cluster, or of one namespace, as people compare them: by key, with the namespace's
 * name as `<ns>`. Events are the API server's own talk.
 */
export async function contentOf(api: WorldApi, namespace?: string): Promise<ReadonlyMap<string, string>> {
  const objects = await serverObjects(api);
  const wanted = objects.filter(
    ({ key, type, namespace: where }) =>
      type !== 'events' && (namespace === undefined || where === namespace || key === `namespaces/${namespace}`),
  );
  const shorten = (text: string) => (namespace === undefined ? text : text.replaceAll(namespace, '<ns>'));
  return new Map(wanted.map(({ key, type, text }) => [shorten(key), shorten(JSON.stringify(plain(type, text)))]));
}

/** An object without what differs between two that were made alike. */
function plain(type: string, text: string): Fields {
  const {
    metadata = {},
    spec,
    status: _,
    ...rest
  } = JSON.parse(text, exact) as Fields & { metadata?: Fields; spec?: Fields };
  const { labels, ...own } = without(metadata, OWNED);
  const kept = without((labels ?? {}) as Fields, MARKS);
  return {
    ...rest,
    metadata: { ...own, ...(Object.keys(kept).length > 0 && { labels: kept }) },
    ...(spec !== undefined && { spec: withoutDecided(type, spec) }),
  };
}

/** Integers that a double cannot hold stay what they are: as texts. */
function exact(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? context?.source : value;
}

function withoutDecided(type: string, spec: Fields): Fields {
  const kept = without(spec, DECIDED[type] ?? []);
  if (type === 'services')
    return { ...kept, ports: (kept['ports'] as Fields[]).map((port) => without(port, ['nodePort'])) };
  if (type === 'jobs.batch')
    return JSON.parse(JSON.stringify(kept, (key, value) => (MARKS.includes(key) ? undefined : value)));
  return kept;
}

function without(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
}
