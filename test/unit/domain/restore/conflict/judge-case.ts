import type { JsonObject } from '../../../../../src/domain/json/exact-json.ts';
import { parseGroupResource } from '../../../../../src/domain/resource.ts';
import { type ConflictVerdict, judgeConflict } from '../../../../../src/domain/restore/conflict/conflict.ts';
import type { ExistingPolicy } from '../../../../../src/domain/restore/policy.ts';
import type { PrepareFacts } from '../../../../../src/domain/restore/prepare/facts.ts';
import { prepare } from '../../../../../src/domain/restore/prepare/prepare.ts';
import { thePrepareFacts } from '../../../../support/restore-builders.ts';

/** What the API server adds to everything that it stores. */
export const OWNED = {
  uid: '0b1f',
  resourceVersion: '1042',
  generation: 3,
  creationTimestamp: '2026-11-21T02:17:00Z',
  managedFields: [{ manager: 'kubectl' }],
};
/** What a restore labels everything with. */
export const MARKS = { 'velero.io/backup-name': 'nightly-1', 'velero.io/restore-name': 'restore-1' };

/** An archived object, and the one that has its place. */
interface Case {
  readonly type: string;
  readonly archived: JsonObject;
  readonly live: JsonObject;
  readonly existing?: ExistingPolicy;
  readonly facts?: Partial<PrepareFacts>;
}

/** Prepares the archived object as a restore does and judges it against the existing one. */
export function judge({ type: name, archived, live, existing = 'update', facts: given = {} }: Case): ConflictVerdict {
  const type = parseGroupResource(name);
  const isClusterScoped = name.startsWith('namespaces') || name.startsWith('storageclasses');
  const facts = thePrepareFacts(name, {
    target: isClusterScoped ? undefined : 'shop',
    backupLabel: 'nightly-1',
    restoreLabel: 'restore-1',
    ...given,
  });
  const prepared = prepare(archived, facts);
  if (!('object' in prepared)) throw new Error(`Nothing to judge: ${JSON.stringify(prepared)}`);
  return judgeConflict({ type, prepared: prepared.object, live, existing, facts });
}

/** An object called web in namespace shop. */
export const object = (kind: string, fields: JsonObject, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'web', namespace: 'shop', ...metadata },
  ...fields,
});
