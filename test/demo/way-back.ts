import type { ApiServer } from '../support/api-server/api-server.ts';
import type { WorldApi } from '../support/whole-run/world.ts';

/** What a restore gives back, by `kind namespace/name`, without what a server makes anew for every object. */
export type Snapshot = ReadonlyMap<string, string>;

/** Looks at a namespace and every object in it, but for those that are excluded from backups. */
export function snapshotOf(server: ApiServer, namespace: string): Snapshot {
  const own = server.all().filter(({ kind, metadata }) => {
    const place = kind === 'Namespace' ? metadata.name : metadata.namespace;
    return place === namespace && !MADE_ANEW.has(`${kind} ${metadata.name}`) && metadata.labels?.[EXCLUDED] !== 'true';
  });
  return new Map(own.map((object) => [nameOf(object), JSON.stringify(lasting(object), sorted)]));
}

/** Deletes a namespace and all that is in it, as somebody does by mistake; resolves when it is gone. */
export async function deleteNamespace(server: ApiServer, api: WorldApi, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}`;
  await api.ask('DELETE', path);
  while (server.get('namespaces', undefined, namespace) !== undefined) await api.ask('GET', path);
}

/** Compares two snapshots and says what it finds, in the last line how many objects are as they were. */
export function compareSnapshots(
  before: Snapshot,
  after: Snapshot,
): { readonly isSame: boolean; readonly text: string } {
  const missing = [...before.keys()].filter((name) => !after.has(name));
  const changed = [...before].filter(([name, text]) => after.has(name) && after.get(name) !== text);
  const lines = [
    ...missing.map((name) => `missing: ${name}`),
    ...changed.map(([name]) => `differs: ${name}`),
    `${before.size - missing.length - changed.length} of ${before.size} objects are as they were`,
  ];
  return { isSame: missing.length + changed.length === 0, text: `${lines.join('\n')}\n` };
}

/** Objects with this label are not in a backup: somebody said so. */
const EXCLUDED = 'lifeboat.dev/exclude-from-backup';

/** What the cluster puts into each namespace by itself. */
const MADE_ANEW: ReadonlySet<string> = new Set(['ConfigMap kube-root-ca.crt', 'ServiceAccount default']);

interface Demonstrated {
  readonly kind?: string | undefined;
  readonly metadata: { readonly name?: string | undefined; readonly namespace?: string | undefined };
}

function nameOf({ kind, metadata }: Demonstrated): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}

/** What a server gives to every object anew: identity, times, addresses, and what it notes for itself. */
const SERVERS_OWN: Readonly<Record<string, ReadonlySet<string>>> = {
  metadata: new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields']),
  spec: new Set(['clusterIP', 'clusterIPs', 'finalizers']),
};

/** Without that, without state, and without the two labels by which a restore marks what it made. */
function lasting(object: object): object {
  const fields = Object.entries(object).filter(([key]) => key !== 'status');
  return Object.fromEntries(fields.map(([key, value]) => [key, key in SERVERS_OWN ? ownersPart(key, value) : value]));
}

function ownersPart(key: string, value: object): object {
  const kept = Object.entries(value).filter(([field]) => !SERVERS_OWN[key]!.has(field));
  const parts = kept.map(([field, part]) => [field, field === 'labels' ? withoutMarks(part as object) : part] as const);
  return Object.fromEntries(parts.filter(([, part]) => part !== undefined));
}

function withoutMarks(labels: object): object | undefined {
  const own = Object.entries(labels).filter(([name]) => !name.startsWith('velero.io/'));
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** Keys in one order and large integers as text, so that texts can be compared. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}`;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value;
}
