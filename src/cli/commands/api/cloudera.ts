import { RunError } from '../../../domain/problem.ts';
import type { RunResult } from '../../../domain/result/result.ts';
import type { InvalidParam } from '../../../domain/state/problem-object.ts';
import { reportOfRun } from '../../../domain/state/run-report.ts';
import { asCloudera, crnOf } from '../../../views/projections/cloudera.ts';
import type { ApiInterface, Operation } from './operation.ts';
import { type ApiRequest, said, takeFields } from './request.ts';

/** A request that names one thing by its crn. */
const BY_CRN = { backupCrn: 'text' } as const;

const createBackup: Operation = async (request, { call, target }) => {
  const { backupName, itemName } = takeFields(request, { backupName: 'optional label', itemName: 'optional text' });
  const namespace = said(
    '--namespace',
    itemName.map((name) => name.replace(/^namespace\//, '')),
  );
  const words = ['backup', ...said('--name', backupName), ...namespace, ...target, '-o', 'json'];
  const result = JSON.parse(await call(words)) as RunResult;
  return { backupCrn: crnOf(reportOfRun(result)) };
};

const deleteBackup: Operation = async (request, { call }) => {
  const { backupCrn } = takeFields(request, BY_CRN);
  const name = partOf(backupCrn, 'backup');
  const result = JSON.parse(await call(['delete', '--confirm', '1', '-o', 'json', '--', name])) as RunResult;
  return { deleteBackupCrn: crnOf(reportOfRun(result)) };
};

const describeBackup: Operation = async (request, { call }) => {
  const { backupCrn } = takeFields(request, BY_CRN);
  return JSON.parse(await call(['describe', '-o', 'cloudera', '--', partOf(backupCrn, 'backup')])) as unknown;
};

const describeRestore: Operation = async (request, { findRun }) => {
  const { restoreCrn } = takeFields(request, { restoreCrn: 'text' });
  return { restore: asCloudera(reportOfRun(await findRun(partOf(restoreCrn, 'restore')))) };
};

/** Of a backup, a restore, or any other run. */
const getLogs: Operation = async (request, { call }) => {
  const { crn } = takeFields(request, { crn: 'text' });
  return { logs: await call(['logs', '--', partOf(crn, 'backup', 'restore', 'delete', 'prune', 'verify')]) };
};

interface EntityList {
  readonly items: readonly { readonly name: string }[];
}

/** Names of namespaces, which is what a backup can be made of there. */
const listBackupEntities: Operation = async (request, { call }) => {
  takeFields(request, {});
  const filter = 'protected=true,type=namespace';
  const { items } = JSON.parse(await call(['entities', '--filter', filter, '-o', 'json'])) as EntityList;
  return { items: items.map(({ name }) => name.replace(/^namespace\//, '')) };
};

const listBackups: Operation = async (request, { call }) => {
  const fields = { backupName: 'optional text', jobStates: 'optional texts' } as const;
  const { backupName, jobStates } = takeFields(request, fields, faultsOfStates(request));
  const words = [...said('--name', backupName), ...said('--state', jobStates), '-o', 'cloudera'];
  return JSON.parse(await call(['list', 'backups', ...words])) as unknown;
};

const listRestores: Operation = async (request, { call }) => {
  const fields = { backupCrn: 'optional text', jobStates: 'optional texts' } as const;
  const { backupCrn, jobStates } = takeFields(request, fields, faultsOfStates(request));
  const backup = backupCrn.length === 0 ? [] : [partOf(backupCrn, 'backup')];
  const words = [...said('--backup', backup), ...said('--state', jobStates), '-o', 'cloudera'];
  return JSON.parse(await call(['list', 'restores', ...words])) as unknown;
};

const restoreBackup: Operation = async (request, { call }) => {
  const { backupCrn } = takeFields(request, BY_CRN);
  const words = ['restore', '--yes', '-o', 'json', '--', partOf(backupCrn, 'backup')];
  const result = JSON.parse(await call(words)) as RunResult;
  return { restoreCrn: crnOf(reportOfRun(result)) };
};

const JOB_STATES = ['NOT_STARTED', 'IN_PROGRESS', 'COMPLETED', 'PARTIALLY_FAILED', 'FAILED', 'TERMINATING'];

/** States that are none of that service's. */
function faultsOfStates({ jobStates }: ApiRequest): readonly InvalidParam[] {
  const texts = Array.isArray(jobStates) ? jobStates.filter((one) => typeof one === 'string') : [];
  const wrong = texts.filter((one) => !JOB_STATES.includes(one));
  if (wrong.length === 0) return [];
  return [{ name: 'jobStates', reason: `has ${wrong.join(', ')}, and there are ${JOB_STATES.join(', ')}` }];
}

/** Cloudera's Data Recovery Service: nine operations, errors as `{code, message}`. */
export const CLOUDERA: ApiInterface = {
  prefix: '',
  title: 'Cloudera',
  operations: {
    createBackup,
    deleteBackup,
    describeBackup,
    describeRestore,
    getLogs,
    listBackupEntities,
    listBackups,
    listRestores,
    restoreBackup,
  },
  errorShape: ({ code, detail }) => ({ code, message: detail }),
};

/** The last part of the crn of such a thing, or a bare name. */
function partOf([crn = '']: readonly string[], ...kinds: readonly string[]): string {
  const parts = crn.split(':');
  const own = parts.at(-1) ?? '';
  if (own !== '' && (parts.length === 1 || kinds.includes(parts.at(-2) ?? ''))) return own;
  throw new RunError('usage', `${JSON.stringify(crn)} is no crn of a ${kinds.join(' or ')}`, {
    hint: 'Give back one that a list tells, or a name.',
  });
}
