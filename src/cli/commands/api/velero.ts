import { RunError } from '../../../domain/problem.ts';
import type { ProblemObject } from '../../../domain/state/problem-object.ts';
import { invalidRequest } from './api-error.ts';
import type { ApiInterface, Operation } from './operation.ts';
import type { ApiRequest } from './request.ts';

const getBackup: Operation = async (request, { call }) =>
  JSON.parse(await call(['describe', textAt(request, 'metadata', 'name'), '-o', 'velero'])) as unknown;

const listBackups: Operation = async (_, { call }) =>
  JSON.parse(await call(['list', 'backups', '-o', 'velero'])) as unknown;

const listRestores: Operation = async (_, { call }) =>
  JSON.parse(await call(['list', 'restores', '-o', 'velero'])) as unknown;

const createDeleteBackupRequest: Operation = async (request, { call }) => {
  await call(['delete', textAt(request, 'spec', 'backupName'), '--confirm', '1', '-o', 'json']);
  return { ...request, apiVersion: 'velero.io/v1', kind: 'DeleteBackupRequest', status: { phase: 'Processed' } };
};

const createDownloadRequest: Operation = async (request, { call }) => {
  const document = { ...request, apiVersion: 'velero.io/v1', kind: 'DownloadRequest' };
  return JSON.parse(await call(['download', '--file', '-', '--url', '--json'], JSON.stringify(document))) as unknown;
};

/** Runs are started by Jobs, policies and flags: a Backup that is posted starts nothing. */
function notHere(kind: string, instead: string): Operation {
  return async () => {
    throw new RunError('not-supported', `A ${kind} that is posted starts nothing`, { hint: instead });
  };
}

/** Velero's resources, as the API server would answer for them; errors are `Status` objects. */
export const VELERO: ApiInterface = {
  operations: {
    getBackup,
    listBackups,
    listRestores,
    createDeleteBackupRequest,
    createDownloadRequest,
    createBackup: notHere('Backup', 'Run it as a policy: lifeboat run <name> --policies <file>.'),
    createRestore: notHere('Restore', 'Run it as a policy: lifeboat restore <name> --policies <file>.'),
  },
  errorShape: statusOf,
};

const REASONS: Readonly<Record<string, string>> = {
  400: 'BadRequest',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  422: 'Invalid',
  501: 'MethodNotAllowed',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

function statusOf({ status, detail, invalidParams = [] }: ProblemObject): unknown {
  const causes = invalidParams.map(({ name, reason }) => ({
    reason: 'FieldValueInvalid',
    message: reason,
    field: name,
  }));
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: detail,
    reason: REASONS[status] ?? 'InternalError',
    ...(causes.length > 0 && { details: { causes } }),
    code: status === '501' ? 405 : Number(status),
  };
}

function textAt(request: ApiRequest, parent: string, key: string): string {
  const value = request[parent];
  const text = typeof value === 'object' && value !== null ? (value as ApiRequest)[key] : undefined;
  if (typeof text === 'string' && text !== '') return text;
  throw invalidRequest([{ name: `${parent}.${key}`, reason: 'is missing' }]);
}
