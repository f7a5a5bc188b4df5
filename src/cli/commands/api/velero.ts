import type { ProblemObject } from '../../../domain/state/problem-object.ts';
import type { ApiInterface, Operation } from './operation.ts';
import { createBackup, createRestore } from './posted.ts';
import { textAt } from './request.ts';

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

/** Velero's resources, as the API server would answer for them; errors are `Status` objects. */
export const VELERO: ApiInterface = {
  operations: {
    getBackup,
    listBackups,
    listRestores,
    createDeleteBackupRequest,
    createDownloadRequest,
    createBackup,
    createRestore,
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
