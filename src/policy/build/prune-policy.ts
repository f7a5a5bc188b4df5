import type { PrunePolicy } from '../../domain/retention/prune-policy.ts';
import { DEFAULTS } from '../defaults.ts';
import type { PrunePolicyDocument } from '../generated/documents.ts';
import { goDurationMs } from '../go-duration.ts';
import { tellingOf } from './notify.ts';

/** A prune policy with every default in place. The document must have passed schema and rules. */
export function prunePolicyOf({ metadata, spec }: PrunePolicyDocument, defaultLocation: string): PrunePolicy {
  return {
    kind: 'PrunePolicy',
    name: metadata.name,
    storageLocation: spec.storageLocation ?? defaultLocation,
    policies: [...new Set(spec.policies ?? [])],
    onBusy: spec.onBusy ?? DEFAULTS.onBusy,
    timeoutMs: spec.timeout === undefined ? undefined : goDurationMs(spec.timeout),
    ...tellingOf(spec),
  };
}
