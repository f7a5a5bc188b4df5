import type { PrunePolicyDocument } from '../../generated/documents.ts';
import { checkPositive } from '../durations.ts';
import { checkTelling } from '../telling/notify.ts';
import type { Rule } from '../rule.ts';

/** Everything about a prune policy that its schema cannot say; what it says of others is checked with them. */
export const PRUNE_POLICY_RULES: readonly Rule<PrunePolicyDocument>[] = [
  ({ spec }) => checkPositive(spec.timeout, ['spec', 'timeout']),
  ({ spec }) => checkTelling(spec),
];
