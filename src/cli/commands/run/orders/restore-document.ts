import { sha256Hex } from '../../../../base/hash.ts';
import type { SelectionOverrides } from '../../../../domain/backup/override.ts';
import { canonicalText } from '../../../../domain/json/canonical.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { RestorePolicy } from '../../../../domain/restore/policy.ts';
import type { RestorePolicySpec } from '../../../../policy/generated/documents.ts';
import { type FoundDocument, parsePolicies } from '../../../../policy/parse.ts';
import { inOneLine } from './policy-book.ts';

/** Fields of a spec that a call says instead of its policy. */
export type SpecFields = Partial<RestorePolicySpec>;

/** What a call says about the selection, as fields of a restore's spec. */
export function selectionFields(overrides: SelectionOverrides): SpecFields {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}

/** The spec of a document as written, in our form. */
export function specOf({ document }: FoundDocument): RestorePolicySpec {
  return (document as { readonly spec: RestorePolicySpec }).spec;
}

/** A spec with some fields said anew; what cannot stand beside them goes. */
export function withFields(spec: RestorePolicySpec, fields: SpecFields): RestorePolicySpec {
  const { labelSelector, orLabelSelectors, backupName, scheduleName, from, ...rest } = spec;
  const isElse = fields.labelSelector !== undefined || fields.orLabelSelectors !== undefined;
  const selectors = isElse
    ? {}
    : { ...(labelSelector && { labelSelector }), ...(orLabelSelectors && { orLabelSelectors }) };
  const isElsewhere = fields.backupName !== undefined || fields.scheduleName !== undefined;
  const source = { ...(backupName && { backupName }), ...(scheduleName && { scheduleName }), ...(from && { from }) };
  const replace = fields.replace === undefined ? {} : { replace: { ...spec.replace, ...fields.replace } };
  const metadata = fields.metadata === undefined ? {} : { metadata: { ...spec.metadata, ...fields.metadata } };
  return { ...rest, ...selectors, ...(isElsewhere ? {} : source), ...fields, ...replace, ...metadata };
}

/**
 * A policy that a call and not a document says, so that it has the same defaults and rules as any other. What a document
 * may not say is `usage`.
 */
export function restorePolicyOf(name: string, spec: RestorePolicySpec, now: Date): RestorePolicy {
  const location = { name: spec.storageLocation ?? 'default' };
  const documents = [
    { kind: 'StorageLocation', metadata: location, spec: { filesystem: { path: '/' } } },
    { kind: 'RestorePolicy', metadata: { name }, spec },
  ].map((document) => JSON.stringify({ apiVersion: 'lifeboat.dev/v1alpha1', ...document }));
  const parsed = parsePolicies([{ name: 'the command line', text: documents.join('\n---\n') }], now);
  const policy = parsed.documents.find((document) => document.kind === 'RestorePolicy');
  if (policy !== undefined) return policy;
  const errors = parsed.diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  throw new RunError('usage', `Cannot restore that: ${first?.path ?? 'the call'}: ${first?.message ?? 'invalid'}`, {
    hint: errors.length > 1 ? errors.slice(1).map(inOneLine).join('\n') : undefined,
  });
}

/** What a once-marker pins: the meaning of a spec, whatever the order of its keys and the layout of its text. */
export function requestHashOf(spec: RestorePolicySpec): string {
  return sha256Hex(canonicalText(spec));
}
