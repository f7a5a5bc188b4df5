import type { Schema } from '../../../policy/fields/schema.ts';

/** The published schema of each kind of policy; loaded when it is asked for. */
export const POLICY_SCHEMAS: Readonly<Record<string, () => Promise<Schema>>> = {
  BackupPolicy: async () =>
    (await import('../../../../schemas/v1alpha1/backup-policy.schema.json', { with: { type: 'json' } })).default,
  RestorePolicy: async () =>
    (await import('../../../../schemas/v1alpha1/restore-policy.schema.json', { with: { type: 'json' } })).default,
  PrunePolicy: async () =>
    (await import('../../../../schemas/v1alpha1/prune-policy.schema.json', { with: { type: 'json' } })).default,
  VerifyPolicy: async () =>
    (await import('../../../../schemas/v1alpha1/verify-policy.schema.json', { with: { type: 'json' } })).default,
  StorageLocation: async () =>
    (await import('../../../../schemas/v1alpha1/storage-location.schema.json', { with: { type: 'json' } })).default,
};
