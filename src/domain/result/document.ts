import { RESULT_SCHEMA, type RunResult } from './result.ts';

/** The largest result document that is published: a ConfigMap may hold 1 MiB, and people must be able to read it. */
export const MAX_RESULT_BYTES = 256 * 1024;

/**
 * Every property that a result document may hold, at any depth, in the order of writing. Nothing else is ever written,
 * but the labels and annotations that a policy gives its restores: an object that got into a result by mistake leaves
 * neither its data nor its name in what is published.
 */
export const RESULT_KEYS: readonly string[] = [
  'schema runId action phase terminal exitCode reason code message hint problems',
  'policy project job pod cluster location backup type item group resource namespace',
  'name source sha256 text uid cronJob root folder committed overrides trigger version',
  'scheduledFor startedAt endedAt completedAt step attempt attempts waitedForLockMs',
  'progress listsDone listsTotal items bytes archiveBytes archiveSha256 manifestSha256',
  'expiresAt adoptedFrom quarantined claims total notProtected policyActions snapshot fs-backup custom none keep errorCount warningCount truncated',
  'errors warnings verdicts types related resourceVersion listedAt consistency',
  'restore mode labels annotations planDigest planned create update recreate unchanged skip fail unknown',
  'ended created updated recreated skipped failed target wave end detail finished kept user',
  'apps stop replace objects volumes',
  'missingRules apiGroups resources resourceNames verbs',
  'removal removed downloads',
  'successConditions isMet found seconds',
  'verification proven sound damaged damage doubts',
  'history backups lastGood objectives rpo rto limitSeconds actualSeconds isMissed missedSlots',
  'hookStatus hooksAttempted hooksFailed hookState hookStateDetails title hooks hook container outcome durationMs output',
].flatMap((names) => names.split(' '));

/** The text of a result document: JSON, indented for people, in one order, with the known properties only. */
export function encodeResult(result: RunResult): string {
  const known = JSON.stringify(result, [...RESULT_KEYS], 2);
  const { labels, annotations } = result.restore ?? {};
  if (labels === undefined && annotations === undefined) return `${known}\n`;
  const document = JSON.parse(known) as { readonly restore: object };
  Object.assign(document.restore, { ...(labels && { labels }), ...(annotations && { annotations }) });
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Reads a result document back; undefined for anything that is not one of this schema. */
export function decodeResult(text: string): RunResult | undefined {
  const value = parse(text);
  return isResult(value) ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON is one way of not being a result document
  }
}

/** What decisions about somebody else's record go by is checked; the rest is trusted as the schema says. */
function isResult(value: unknown): value is RunResult {
  if (typeof value !== 'object' || value === null) return false;
  const { schema, runId, phase, terminal, attempt, attempts } = value as Partial<Record<keyof RunResult, unknown>>;
  const isKnown = schema === RESULT_SCHEMA && typeof runId === 'string' && typeof phase === 'string';
  return isKnown && typeof terminal === 'boolean' && typeof attempt === 'number' && Array.isArray(attempts);
}

/** The size of a text on the wire, in UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
