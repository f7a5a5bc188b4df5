import type { BackupPolicy } from '../domain/backup/policy.ts';
import type { RestorePolicy } from '../domain/restore/policy.ts';
import type { PrunePolicy } from '../domain/retention/prune-policy.ts';
import type { StorageLocation } from '../domain/storage-location.ts';
import type { VerifyPolicy } from '../domain/verify/verify-policy.ts';
import { backupPolicyOf } from './build/backup-policy.ts';
import { prunePolicyOf } from './build/prune-policy.ts';
import { restorePolicyOf } from './build/restore-policy.ts';
import { storageLocationOf } from './build/storage-location.ts';
import { verifyPolicyOf } from './build/verify-policy.ts';
import type { Finding } from './finding.ts';
import type {
  BackupPolicyDocument,
  PrunePolicyDocument,
  RestorePolicyDocument,
  StorageLocationDocument,
  VerifyPolicyDocument,
} from './generated/documents.ts';
import {
  validateBackupPolicyDocument,
  validatePrunePolicyDocument,
  validateRestorePolicyDocument,
  validateStorageLocationDocument,
  validateVerifyPolicyDocument,
} from './generated/validators.js';
import { BACKUP_POLICY_RULES } from './rules/backup-policy.ts';
import { PRUNE_POLICY_RULES } from './rules/upkeep/prune-policy.ts';
import { RESTORE_POLICY_RULES } from './rules/restore-policy.ts';
import { VERIFY_POLICY_RULES } from './rules/upkeep/verify-policy.ts';
import type { Rule, RuleFacts } from './rules/rule.ts';
import { STORAGE_LOCATION_RULES } from './rules/storage-location.ts';
import type { Validator } from './schema/schema-error.ts';
import { type KINDS } from './source/classify.ts';

/** What a valid document becomes. */
export type Policy = StorageLocation | BackupPolicy | RestorePolicy | PrunePolicy | VerifyPolicy;

/** The three steps of a kind, schema → rules → defaults. The last two take documents that passed what is before them. */
export interface KindSteps {
  readonly validate: Validator;
  readonly check: (document: unknown, facts: RuleFacts) => Finding[];
  readonly build: (document: unknown, defaultLocation: string) => Policy;
}

/** A kind here is a kind that can be read. */
export const KIND_STEPS: Readonly<Record<(typeof KINDS)[number], KindSteps>> = {
  StorageLocation: {
    validate: validateStorageLocationDocument,
    check: checks<StorageLocationDocument>(STORAGE_LOCATION_RULES),
    build: (document) => storageLocationOf(document as StorageLocationDocument),
  },
  BackupPolicy: {
    validate: validateBackupPolicyDocument,
    check: checks<BackupPolicyDocument>(BACKUP_POLICY_RULES),
    build: (document, defaultLocation) => backupPolicyOf(document as BackupPolicyDocument, defaultLocation),
  },
  RestorePolicy: {
    validate: validateRestorePolicyDocument,
    check: checks<RestorePolicyDocument>(RESTORE_POLICY_RULES),
    build: (document, defaultLocation) => restorePolicyOf(document as RestorePolicyDocument, defaultLocation),
  },
  PrunePolicy: {
    validate: validatePrunePolicyDocument,
    check: checks<PrunePolicyDocument>(PRUNE_POLICY_RULES),
    build: (document, defaultLocation) => prunePolicyOf(document as PrunePolicyDocument, defaultLocation),
  },
  VerifyPolicy: {
    validate: validateVerifyPolicyDocument,
    check: checks<VerifyPolicyDocument>(VERIFY_POLICY_RULES),
    build: (document, defaultLocation) => verifyPolicyOf(document as VerifyPolicyDocument, defaultLocation),
  },
};

function checks<D>(rules: readonly Rule<D>[]): KindSteps['check'] {
  return (document, facts) => rules.flatMap((rule) => rule(document as D, facts));
}
