import type { VerifyPolicy } from '../../domain/verify/verify-policy.ts';
import { parseSampleSize } from '../../domain/verify/sample.ts';
import { DEFAULTS } from '../defaults.ts';
import type { VerifyPolicyDocument } from '../generated/documents.ts';
import { goDurationMs } from '../go-duration.ts';
import { tellingOf } from './notify.ts';

/** A verify policy with every default in place. The document must have passed schema and rules. */
export function verifyPolicyOf({ metadata, spec }: VerifyPolicyDocument, defaultLocation: string): VerifyPolicy {
  const which = spec.which ?? DEFAULTS.which;
  const sample = parseSampleSize(spec.sample ?? DEFAULTS.sample) ?? { percent: 100 };
  return {
    kind: 'VerifyPolicy',
    name: metadata.name,
    storageLocation: spec.storageLocation ?? defaultLocation,
    choice: { policies: [...new Set(spec.policies ?? [])], which: which === 'Sample' ? { sample } : which },
    timeoutMs: spec.timeout === undefined ? undefined : goDurationMs(spec.timeout),
    ...tellingOf(spec),
  };
}
