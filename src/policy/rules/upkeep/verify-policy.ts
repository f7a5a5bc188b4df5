import { parseSampleSize } from '../../../domain/verify/sample.ts';
import { conflict, type Finding } from '../../finding.ts';
import type { VerifyPolicyDocument } from '../../generated/documents.ts';
import { checkPositive } from '../durations.ts';
import { checkTelling } from '../telling/notify.ts';
import type { Rule } from '../rule.ts';

/** Everything about a verify policy that its schema cannot say. */
export const VERIFY_POLICY_RULES: readonly Rule<VerifyPolicyDocument>[] = [
  ({ spec }) => checkPositive(spec.timeout, ['spec', 'timeout']),
  ({ spec }) => checkTelling(spec),
  sample,
];

function sample({ spec }: VerifyPolicyDocument): Finding[] {
  if (spec.sample === undefined) return [];
  if (parseSampleSize(spec.sample) === undefined)
    return [conflict(['spec', 'sample'], 'is neither a share of all (5%) nor a number of backups')];
  return spec.which === 'Sample' ? [] : [conflict(['spec', 'sample'], 'goes with `which: Sample`')];
}
