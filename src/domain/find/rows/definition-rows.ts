import type { Fields } from '../filter/field.ts';

/** A storage location as lists tell it. */
export interface LocationRow {
  readonly name: string;
  readonly root: string;
  readonly provider: string;
  readonly accessMode: string;
  /** Whether its backups could be listed just now, in Velero's words. */
  readonly phase: 'Available' | 'Unavailable';
  /** Why not. */
  readonly message: string | undefined;
  /** Folders below `backups/`, finished or not. */
  readonly backups: number | undefined;
}

/** What locations are filtered and ordered by. */
export const LOCATION_FIELDS: Fields<LocationRow> = {
  name: { kind: 'text', description: 'Name', value: ({ name }) => name },
  root: { kind: 'text', description: 'Where it is', value: ({ root }) => root },
  provider: { kind: 'text', description: 's3 or filesystem', value: ({ provider }) => provider },
  accessMode: { kind: 'text', description: 'ReadWrite or ReadOnly', value: ({ accessMode }) => accessMode },
  available: { kind: 'flag', description: 'Can be read', value: ({ phase }) => phase === 'Available' },
  backups: { kind: 'number', description: 'Folders of backups', value: ({ backups }) => backups },
};

/** A policy document as lists tell it. */
export interface PolicyRow {
  readonly name: string;
  /** `BackupPolicy`, `RestorePolicy`, … */
  readonly kind: string;
  readonly isValid: boolean;
  /** Where it is written: `nightly.yaml:3`. */
  readonly place: string;
  readonly storageLocation: string | undefined;
  readonly schedule: string | undefined;
  readonly timeZone: string | undefined;
  readonly nextDue: Date | undefined;
}

/** What policies are filtered and ordered by. */
export const POLICY_FIELDS: Fields<PolicyRow> = {
  name: { kind: 'text', description: 'Name', value: ({ name }) => name },
  kind: { kind: 'text', description: 'BackupPolicy, RestorePolicy, …', value: ({ kind }) => kind },
  valid: { kind: 'flag', description: 'Without errors', value: ({ isValid }) => isValid },
  place: { kind: 'text', description: 'Where it is written', value: ({ place }) => place },
  location: { kind: 'text', description: 'Its storage location', value: ({ storageLocation }) => storageLocation },
  schedule: { kind: 'text', description: 'When it is due', value: ({ schedule }) => schedule },
  next: { kind: 'time', description: 'When it is due next', value: ({ nextDue }) => nextDue },
};
