import { nearestName } from '../../domain/nearest-name.ts';

/** The version of documents that this release reads. */
export const API_VERSION = 'lifeboat.dev/v1alpha1';

/** Kinds that this release reads. */
export const KINDS = ['StorageLocation', 'BackupPolicy', 'RestorePolicy', 'PrunePolicy', 'VerifyPolicy'] as const;

/** Kinds with a meaning, and not in this release. */
export const RESERVED_KINDS: readonly string[] = ['DrillPolicy'];

/** Velero's kinds that are read as policies. */
export const VELERO_KINDS = ['BackupStorageLocation', 'Backup', 'Schedule', 'Restore'] as const;

/** What a document in a stream is to us: ours, Velero's, a ConfigMap to look into, another object, or nothing at all. */
export type Sort = 'lifeboat' | 'velero' | 'config-map' | 'foreign' | 'unknown';

/** What every Kubernetes-like document begins with; values as found. */
export interface Head {
  readonly apiVersion: unknown;
  readonly kind: unknown;
}

/**
 * Tells documents apart by their head. Kinds of ours under another API group are foreign (others have a BackupPolicy,
 * too), unless the group is ours misspelt, or Velero's.
 */
export function sortOf({ apiVersion, kind }: Head): Sort {
  const version = typeof apiVersion === 'string' ? apiVersion : undefined;
  if (version?.startsWith('lifeboat.dev/')) return 'lifeboat';
  const isOurKind = [...KINDS, ...RESERVED_KINDS].some((known) => known === kind);
  const isNearlyOurs =
    version === undefined || version.startsWith('velero.io/') || nearestName(version, [API_VERSION]) !== undefined;
  if (isOurKind && isNearlyOurs) return 'lifeboat';
  if (version === undefined || typeof kind !== 'string') return 'unknown';
  if (version === 'velero.io/v1' && VELERO_KINDS.some((known) => known === kind)) return 'velero';
  return version === 'v1' && kind === 'ConfigMap' ? 'config-map' : 'foreign';
}

/** Whether a document is a list as `kubectl get` prints it, with policies in it. */
export function isListOfPolicies({ apiVersion, kind }: Head, text: string): boolean {
  if (apiVersion === 'velero.io/v1') return VELERO_KINDS.some((known) => kind === `${known}List`);
  return kind === 'List' && /apiVersion["']?\s*:\s*["']?(lifeboat\.dev|velero\.io)\//.test(text);
}

/** The head of a value that YAML gave; undefined keys where it has none. */
export function headOf(value: unknown): Head {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { apiVersion: undefined, kind: undefined };
  const own = (key: string): unknown =>
    Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  return { apiVersion: own('apiVersion'), kind: own('kind') };
}

/**
 * The head of a document in block style, without parsing it: in such a document a word at the start of a line is a key of
 * the outermost map. So the large objects of others in a rendered stream cost nothing and break no limit.
 */
export function headOfText(text: string): Head {
  const find = (key: string): string | undefined =>
    new RegExp(`^${key}:[ \\t]+["']?([^\\s"'#]+)["']?[ \\t]*(#.*)?\\r?$`, 'm').exec(text)?.[1];
  return { apiVersion: find('apiVersion'), kind: find('kind') };
}

/** The name of a value that YAML gave, whatever it is otherwise. */
export function nameOfValue(value: unknown): string | undefined {
  const name = (value as { metadata?: { name?: unknown } | null } | undefined | null)?.metadata?.name;
  return typeof name === 'string' ? name : undefined;
}

/** The name of a document in block style, as far as a look at its beginning tells. */
export function nameOfText(text: string): string | undefined {
  const metadata =
    /^metadata:[ \t]*(?:\{[^}\n]*?\bname:|\r?\n(?:[ \t]+[^\n]*\n){0,20}?[ \t]+name:)[ \t]*["']?([\w.-]+)/m;
  return metadata.exec(text.slice(0, 4096))?.[1];
}
