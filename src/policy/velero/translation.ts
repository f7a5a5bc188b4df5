import { nearestName } from '../../domain/nearest-name.ts';
import { type Finding, invalid, type Path, quoted } from '../finding.ts';

/** A document of Velero's as one of ours. */
export interface Translation {
  readonly kind: 'StorageLocation' | 'BackupPolicy' | 'RestorePolicy';
  readonly document: Readonly<Record<string, unknown>>;
  /** What Velero's document says and ours cannot; paths are Velero's. */
  readonly findings: readonly Finding[];
  /** What is left behind without harm to a run; told by who converts the document. Paths are Velero's. */
  readonly notes: readonly Finding[];
  /** Where something at a path of our document stands in Velero's. */
  readonly sourcePath: (path: Path) => Path;
}

/** Any map of a document. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as a map, where it is one; else an empty map, which the schema then finds wanting. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** Drops null from maps, at any depth: Kubernetes takes it for "not set", and writes it for empty times and lists. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const set = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(set.map(([key, inner]) => [key, withoutNulls(inner)]));
}

/** What `kubectl apply` keeps of what it was given: the document once more. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Our metadata from Velero's: what the API server and kubectl add, and whose namespace it is, says nothing about a policy. */
export function metadataOf(document: Fields): Fields {
  const { name, labels, annotations: written } = fieldsOf(document['metadata']);
  const { [LAST_APPLIED]: _, ...others } = fieldsOf(written);
  const isApplied = Object.hasOwn(fieldsOf(written), LAST_APPLIED);
  const annotations = isApplied ? (Object.keys(others).length === 0 ? undefined : others) : written;
  return Object.fromEntries(Object.entries({ name, labels, annotations }).filter(([, value]) => value !== undefined));
}

/** Errors for keys of a map that Velero does not know, so that none of ours works there by accident; and for no map. */
export function refuseOthers(value: unknown, known: readonly string[], path: Path): Finding[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [invalid(path, 'must be a map')];
  return Object.keys(fieldsOf(value))
    .filter((key) => !known.includes(key) && key !== '<<')
    .map((key) => ({
      severity: 'error',
      code: 'unknown-field',
      message: `Velero has no field ${quoted(key)} here`,
      path: [...path, key],
      at: 'key',
      suggestion: nearestName(key, known),
    }));
}

/** Of a map of hooks, so that the field of ours in it does not work in a document of Velero's by accident. */
export function refuseOurHooks({ hooks }: Fields, path: Path): Finding[] {
  return hooks !== undefined && hooks === fieldsOf(hooks) ? refuseOthers(hooks, ['resources'], path) : [];
}

/** A map with some of its keys. */
export function pick(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => keys.includes(key)));
}
