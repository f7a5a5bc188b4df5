import type { Telling } from '../domain/notify/receiver.ts';
import type { VerifyPolicy } from '../domain/verify/verify-policy.ts';
import { findingsOf } from './check-document.ts';
import { DEFAULTS } from './defaults.ts';
import { KIND_STEPS } from './kinds.ts';
import type { FoundDocument } from './parse.ts';
import { API_VERSION } from './source/classify.ts';

/** As many as the schema allows. */
const MOST_RECEIVERS = 20;

/**
 * Whom an invalid policy tells all the same: each receiver, and the gateway, that schema and rules let pass on their own.
 * Nobody where the text itself is faulty: what it seems to say may be half of what it says.
 */
export function salvageTelling({
  document,
  isFaultyText,
}: Pick<FoundDocument, 'document' | 'isFaultyText'>): Telling | undefined {
  const spec = isFaultyText || !isMap(document) ? undefined : document['spec'];
  if (!isMap(spec)) return undefined;
  const { notify, metrics } = spec;
  const written: readonly unknown[] = Array.isArray(notify) ? notify : [];
  const receivers = written.slice(0, MOST_RECEIVERS).flatMap((one) => validPart({ notify: [one] })?.notify ?? []);
  return { notify: receivers, pushgateway: validPart({ metrics })?.pushgateway };
}

/** A part of a spec as a policy of its own, of the kind that asks for nothing else; undefined where it is not valid. */
function validPart(spec: Readonly<Record<string, unknown>>): Telling | undefined {
  const kind = 'VerifyPolicy';
  const document = { apiVersion: API_VERSION, kind, metadata: { name: 'part' }, spec };
  const findings = findingsOf(kind, document, new Date(0), () => undefined);
  if (findings.some(({ severity }) => severity === 'error')) return undefined;
  return KIND_STEPS[kind].build(document, DEFAULTS.storageLocation) as VerifyPolicy;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
