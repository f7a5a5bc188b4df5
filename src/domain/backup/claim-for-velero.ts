import { withoutAt } from '../json/edit.ts';
import { MalformedJson, objectAt, parseExact, textAt, type JsonObject } from '../json/exact-json.ts';

/** Labels that an earlier restore or snapshot left on a claim; this backup's name cannot be among them, being new. */
const STALE_LABELS = [
  'velero.io/restore-name',
  'velero.io/backup-name',
  'velero.io/volume-snapshot-name',
  'backup.velero.io/must-include-additional-items',
];

/**
 * The plain copy of a PersistentVolumeClaim, on which a Velero server works: what Velero does to a bound claim when it
 * backs one up (`pkg/backup/actions/backup_pv_action.go`) and does not repeat when it restores one. A source of data and
 * a selector would keep the restored claim from being bound to its volume, or to a new one; a selector stays where the
 * claim has no storage class by intent (`storageClassName: ""`). Labels of earlier restores go. Numbers and fields that
 * nobody knows are kept as they are.
 *
 * Undefined where nothing changes, or where the bytes are no JSON object: whoever reads them will say so.
 */
export function claimForVelero(bytes: Uint8Array): Uint8Array | undefined {
  const claim = parsed(bytes);
  if (claim === undefined || !isBound(claim)) return undefined;
  const changed = withoutStaleLabels(withoutSelector(withoutSource(claim)));
  return changed === claim ? undefined : new TextEncoder().encode(JSON.stringify(changed));
}

function parsed(bytes: Uint8Array): JsonObject | undefined {
  try {
    return parseExact(bytes);
  } catch (error) {
    if (error instanceof MalformedJson) return undefined;
    throw error;
  }
}

function isBound(claim: JsonObject): boolean {
  const volume = textAt(claim, 'spec', 'volumeName') ?? '';
  return textAt(claim, 'status', 'phase') === 'Bound' && volume !== '';
}

function withoutSource(claim: JsonObject): JsonObject {
  return withoutAt(claim, ['spec'], ['dataSource', 'dataSourceRef']);
}

function withoutSelector(claim: JsonObject): JsonObject {
  if (textAt(claim, 'spec', 'storageClassName') !== '') {
    return withoutAt(claim, ['spec'], ['selector']);
  }
  const keys = Object.keys(objectAt(claim, 'spec', 'selector', 'matchLabels') ?? {});
  const stale = keys.filter((key) => key.startsWith('velero.io/'));
  return withoutAt(claim, ['spec', 'selector', 'matchLabels'], stale);
}

function withoutStaleLabels(claim: JsonObject): JsonObject {
  return withoutAt(claim, ['metadata', 'labels'], STALE_LABELS);
}
