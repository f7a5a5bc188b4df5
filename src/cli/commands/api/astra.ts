import { RunError } from '../../../domain/problem.ts';
import type { ApiInterface, Operation } from './operation.ts';
import { takeFields } from './request.ts';

/** What a list tells of an appBackup. */
interface ListedAppBackup {
  readonly id?: string;
  readonly name?: string;
}

const PATH = { account_id: 'text', app_id: 'text', appBackup_id: 'text' } as const;

/** The account is the place that the call names, and the application is in the backup: both are only checked to be there. */
const getAppBackup: Operation = async (request, { call }) => {
  const [id] = takeFields(request, PATH).appBackup_id;
  const { items } = JSON.parse(await call(['list', 'backups', '-o', 'astra'])) as { items: readonly ListedAppBackup[] };
  const name = items.find((one) => one.id === id || one.name === id)?.name;
  if (name === undefined) throw new RunError('backup-not-found', `There is no backup with the id ${id}`);
  return JSON.parse(await call(['describe', name, '-o', 'astra'])) as unknown;
};

/** NetApp Astra Control's appBackup, of which reading one is described; errors are problem objects. */
export const ASTRA: ApiInterface = {
  operations: { getAppBackup },
  errorShape: ({ type, title, detail, status, correlationID, invalidParams }) => {
    return { type, title, detail, status, correlationID, invalidParams };
  },
};
