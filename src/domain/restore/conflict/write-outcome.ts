import type { ReasonCode } from '../reason.ts';

/** What an API server says when it refuses: the facts of an `ApiError`. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  /** `Forbidden`, `Invalid`, …, as the Status object says, else empty. */
  readonly reason: string;
  readonly message: string;
}

/** What a refusal means for the item that was written: the reason, and the server's own sentence, shortened. */
export interface RefusedWrite {
  readonly reason: ReasonCode;
  readonly detail: string;
}

/** Longer sentences are cut: an invalid Job quotes its whole template. */
const MAX_DETAIL_CHARACTERS = 300;

/** The first rule that a refusal matches says what it means. */
const RULES: readonly { readonly reason: ReasonCode; readonly matches: (refusal: Refusal) => boolean }[] = [
  { reason: 'item-too-large', matches: isTooLarge },
  { reason: 'quota-exceeded', matches: ({ status, message }) => status === 403 && /exceeded quota/i.test(message) },
  { reason: 'namespace-unusable', matches: lacksNamespace },
  { reason: 'object-terminating', matches: ({ message }) => /^object is being deleted\b/i.test(message) },
  { reason: 'type-missing', matches: ({ message }) => /could not find the requested resource/.test(message) },
  { reason: 'immutable-field', matches: ({ status, message }) => status === 422 && isAboutImmutable(message) },
  { reason: 'write-failed', matches: ({ message }) => /failed calling webhook/.test(message) },
  { reason: 'rejected', matches: ({ message }) => saysAdmission(message) },
  { reason: 'forbidden', matches: ({ status }) => status === 403 || status === 401 },
  { reason: 'write-failed', matches: ({ status }) => [404, 408, 409, 429].includes(status) || status >= 500 },
];

/** Tells what the refusal of one write means for its item. What no rule knows is `rejected`: the server's answer was no. */
export function reasonOfRefusal(refusal: Refusal): RefusedWrite {
  const rule = RULES.find(({ matches }) => matches(refusal));
  return { reason: rule?.reason ?? 'rejected', detail: detailOf(refusal) };
}

/** The API server's limit for a request, etcd's for an object, and the limit for the data of ConfigMaps and Secrets. */
function isTooLarge({ status, message }: Refusal): boolean {
  if (status === 413) return true;
  return /request is too large|larger than max|Too long: .*\b1048576\b/i.test(message);
}

function lacksNamespace({ status, message }: Refusal): boolean {
  if (status === 403) return /because it is being terminated/.test(message);
  return status === 404 && /^namespaces? "[^"]+" not found/.test(message);
}

/** The words of Kubernetes' validation for a field that an update may not change. */
function isAboutImmutable(message: string): boolean {
  return /\bimmutable\b|updates? to .{0,300}\b(?:forbidden|are not allowed)\b|may not change once set|(?:cannot|may not|must not) be (?:changed|updated)\b/i.test(
    message,
  );
}

/**
 * Whether a webhook, a policy or an admission plugin said no. A plugin's sentence reads like the authorizer's,
 * `pods "a" is forbidden: …`, but for the user: the authorizer names who asked.
 */
function saysAdmission(message: string): boolean {
  if (/admission webhook|ValidatingAdmissionPolicy|denied (?:the )?request/i.test(message)) return true;
  return /\bis forbidden: /.test(message) && !/\buser "/i.test(message);
}

function detailOf({ status, reason, message }: Refusal): string {
  const sentence = withoutDumps(message).replaceAll(/\s+/g, ' ').trim();
  const said = sentence === '' ? [String(status), reason].filter((part) => part !== '').join(' ') : sentence;
  return said.length <= MAX_DETAIL_CHARACTERS ? said : `${said.slice(0, MAX_DETAIL_CHARACTERS - 1).toWellFormed()}…`;
}

/** Without the objects that `Invalid value: {…}` quotes: they are long, and hold whatever the item holds. */
function withoutDumps(message: string): string {
  let kept = message;
  for (let start = DUMP.exec(kept); start !== null; start = DUMP.exec(kept)) {
    const open = start.index + start[0].length - 1;
    kept = `${kept.slice(0, start.index)}Invalid value${kept.slice(endOfDump(kept, open))}`;
  }
  return kept;
}

/** `Invalid value: {`, also with a Go type before the brace. */
const DUMP = /Invalid value: [\w.*&[\]]*\{/;

/** Behind the brace that closes the one at `open`; the end of the text where none does. */
function endOfDump(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}') depth--;
    if (depth === 0) return at + 1;
  }
  return text.length;
}
