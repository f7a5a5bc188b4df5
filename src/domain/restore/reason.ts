/**
 * Why an item is not simply created. Each is a heading in `docs/troubleshooting.md`. Which of them are errors and which
 * warnings, `severityOf` says.
 */
export type ReasonCode =
  /** It exists and differs, and the policy says to leave it, or that this is an error. */
  | 'exists-and-differs'
  /** A claim whose data cannot come back. */
  | 'no-volume-data'
  /** A type that grants power, which `allowKinds` does not name. */
  | 'kind-not-allowed'
  /** A protected namespace, which `allowNamespaces` does not name. */
  | 'namespace-not-allowed'
  /** A Pod or Job that had ended. */
  | 'already-completed'
  /** Made by the kubelet, the API server or a controller from something else, and made anew by it. */
  | 'made-by-cluster'
  /** Path and document name different objects. */
  | 'identity-mismatch'
  /** A resource modifier is about it, and its patch does not apply. */
  | 'modifier-failed'
  /** No JSON object of a sane depth. */
  | 'item-malformed'
  /** The cluster serves no such type. */
  | 'type-missing'
  /** The cluster serves the type, in none of the archived versions. */
  | 'no-served-version'
  /** It differs in a field that cannot be changed. */
  | 'immutable-field'
  /** The cluster's copy is being deleted. */
  | 'object-terminating'
  /** Its namespace is being deleted, or could not be made. */
  | 'namespace-unusable'
  /** A quota is used up. */
  | 'quota-exceeded'
  /** Admission, validation or a webhook said no. */
  | 'rejected'
  /** RBAC said no. */
  | 'forbidden'
  /** Larger than the API server takes. */
  | 'item-too-large'
  /** The server did not answer, or a webhook behind it. */
  | 'write-failed'
  /** The object is restored; its status was to be written too, and was refused. */
  | 'status-not-written'
  /** The object is restored; its `managedFields` were to be put back, and that was refused. */
  | 'managed-fields-not-written';

/** Reasons by which no object is missing that the policy asked for. */
const WARNINGS: ReadonlySet<ReasonCode> = new Set([
  'exists-and-differs',
  'kind-not-allowed',
  'namespace-not-allowed',
  'status-not-written',
]);

/** A reason that becomes an error or a warning of the result. The others are counted, and listed in the plan alone. */
export type ToldReason = Exclude<ReasonCode, 'already-completed' | 'made-by-cluster'>;

/** Whether a reason is anybody's concern. */
export function isTold(reason: ReasonCode): reason is ToldReason {
  return reason !== 'already-completed' && reason !== 'made-by-cluster';
}

/** Whether an item that ends for this reason makes the restore partial, or is worth a warning; a failure always does. */
export function severityOf(reason: ToldReason, hasFailed: boolean): 'error' | 'warning' {
  return WARNINGS.has(reason) && !hasFailed ? 'warning' : 'error';
}

const SENTENCES: Readonly<Record<ReasonCode, string>> = {
  'exists-and-differs': 'exists and differs, and is left as it is',
  'no-volume-data': 'is not restored, because the data of its volume cannot come back',
  'kind-not-allowed': 'is not restored',
  'namespace-not-allowed': 'is not restored',
  'already-completed': 'had ended when it was backed up',
  'made-by-cluster': 'is made by the cluster itself',
  'identity-mismatch': 'is not restored, because its path in the archive names another object',
  'item-malformed': 'is not restored, because it is not a JSON object',
  'modifier-failed': 'is not restored, because a resource modifier does not apply to it',
  'type-missing': 'is not restored, because the cluster serves no such type',
  'no-served-version': 'is not restored, because the cluster serves none of its archived versions',
  'immutable-field': 'differs in a field that cannot be changed',
  'object-terminating': 'is not restored, because the one that exists is being deleted',
  'namespace-unusable': 'is not restored, because its namespace cannot be used',
  'quota-exceeded': 'is not restored, because a quota is used up',
  rejected: 'is refused by the API server',
  forbidden: 'is not restored, because this process may not write it',
  'item-too-large': 'is larger than the API server takes',
  'write-failed': 'could not be written',
  'status-not-written': 'is restored without its status',
  'managed-fields-not-written': 'is restored without the managed fields that it had',
};

/** What a reason means for an object, as the end of a sentence that begins with its name. */
export function describeReason(reason: ReasonCode): string {
  return SENTENCES[reason];
}
