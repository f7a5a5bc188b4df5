import { DOWNLOAD_KIND_NAMES, parseDownloadKind } from '../../../domain/downloads/download-kind.ts';
import { RunError } from '../../../domain/problem.ts';
import type { RunResult } from '../../../domain/result/result.ts';
import type { ProblemObject } from '../../../domain/state/problem-object.ts';
import { reportOfRun } from '../../../domain/state/run-report.ts';
import { asVelero } from '../../../views/projections/velero.ts';
import { invalidRequest } from './api-error.ts';
import type { ApiInterface, Operation } from './operation.ts';
import { createBackup, createRestore } from './posted.ts';
import { said, takeFields } from './request.ts';
import { veleroResource } from './resource.ts';

const BACKUP = { kind: 'Backup', isNamed: true } as const;

/** What an API server takes with a list. */
const LIST = { limit: 'optional number', continue: 'optional text' } as const;

const getBackup: Operation = async (request, { call }) => {
  const { name } = veleroResource(request, BACKUP);
  return JSON.parse(await call(['describe', '-o', 'velero', '--', name])) as unknown;
};

const listBackups: Operation = async (request, { call }) => {
  const { limit, continue: token } = takeFields(request, LIST);
  const words = [...said('--size', limit), ...said('--continue', token), '-o', 'velero'];
  return JSON.parse(await call(['list', 'backups', ...words])) as unknown;
};

/** Deletes what a backup holds as well, which in Velero is what a DeleteBackupRequest is for. */
const deleteBackup: Operation = async (request, { call }) => {
  const { name } = veleroResource(request, BACKUP);
  const { runId } = JSON.parse(await call(['delete', '--confirm', '1', '-o', 'json', '--', name])) as RunResult;
  const details = { name, group: 'velero.io', kind: 'backups', uid: runId };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
};

/** By the name that it got, its id, or the name under which it was posted: then the newest. */
const getRestore: Operation = async (request, { runs }) => {
  const { name } = veleroResource(request, { kind: 'Restore', isNamed: true });
  const found = await runs(({ action, runId, restore, policy }) => {
    return action === 'restore' && [runId, restore?.name, policy?.name].includes(name);
  });
  const exact = found.find(({ runId, restore }) => runId === name || restore?.name === name);
  const newest = exact ?? found.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
  if (newest !== undefined) return asVelero(reportOfRun(newest));
  throw new RunError('item-not-found', `No record tells of a restore ${name}`, { hint: 'See lifeboat list restores.' });
};

const listRestores: Operation = async (request, { call }) => {
  const { limit, continue: token } = takeFields(request, LIST);
  const words = [...said('--size', limit), ...said('--continue', token), '-o', 'velero'];
  return JSON.parse(await call(['list', 'restores', ...words])) as unknown;
};

/** It is done when it is answered. */
const createDeleteBackupRequest: Operation = async (request, { call }) => {
  const kind = 'DeleteBackupRequest';
  const { metadata, spec } = veleroResource(request, { kind, isNamed: false, texts: ['spec.backupName'] });
  const words = ['delete', '--confirm', '1', '-o', 'json', '--', String(spec['backupName'])];
  const { runId } = JSON.parse(await call(words)) as RunResult;
  return { apiVersion: 'velero.io/v1', kind, metadata: { ...metadata, uid: runId }, spec, status: PROCESSED };
};

/** Every backup that a run deleted, or was to delete, as the request that it would be in Velero. */
const listDeleteBackupRequests: Operation = async (request, { runs }) => {
  takeFields(request, {});
  const found = await runs(({ removal }) => removal !== undefined);
  const newest = found.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
  const items = newest.flatMap(({ runId, startedAt, removal }) =>
    removal!.backups.map(({ name, end, reason }) => ({
      apiVersion: 'velero.io/v1',
      kind: 'DeleteBackupRequest',
      metadata: { name: `${name}-${runId.slice(0, 5)}`, uid: runId, creationTimestamp: startedAt },
      spec: { backupName: name },
      status: { ...PROCESSED, ...(end === 'kept' && { errors: [reason] }) },
    })),
  );
  return { apiVersion: 'velero.io/v1', kind: 'DeleteBackupRequestList', metadata: {}, items };
};

const PROCESSED = { phase: 'Processed' };

interface DownloadRequestList {
  readonly items: readonly { readonly status: object }[];
}

/** It is processed when it is answered, and not kept: whoever needs another link asks again. */
const createDownloadRequest: Operation = async (request, { call }) => {
  const kind = 'DownloadRequest';
  const texts = ['spec.target.kind', 'spec.target.name'];
  const { metadata, spec } = veleroResource(request, { kind, isNamed: false, texts });
  const { target } = spec as { readonly target: { readonly kind: string } };
  if ('nearest' in parseDownloadKind(target.kind)) {
    throw invalidRequest([{ name: 'spec.target.kind', reason: `is none of ${DOWNLOAD_KIND_NAMES.join(', ')}` }]);
  }
  const document = JSON.stringify({ apiVersion: 'velero.io/v1', kind, metadata, spec });
  const answer = JSON.parse(
    await call(['download', '--file', '-', '--url', '--json'], document),
  ) as DownloadRequestList;
  return { apiVersion: 'velero.io/v1', kind, metadata, spec, status: answer.items[0]?.status };
};

/** Velero's resources, as the API server would answer for them; errors are `Status` objects. */
export const VELERO: ApiInterface = {
  prefix: 'velero/',
  title: 'Velero',
  operations: {
    createBackup,
    getBackup,
    listBackups,
    deleteBackup,
    createRestore,
    getRestore,
    listRestores,
    createDeleteBackupRequest,
    listDeleteBackupRequests,
    createDownloadRequest,
  },
  errorShape: statusOf,
};

const REASONS: Readonly<Record<string, string>> = {
  400: 'BadRequest',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  422: 'Invalid',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/** Wrong fields are 422 as an API server has them, a body that is no JSON 400, and what cannot be done 405. */
function statusOf({ status, detail, invalidParams = [] }: ProblemObject): unknown {
  const causes = invalidParams.map(({ name, reason }) => ({
    reason: reason === 'is missing' ? 'FieldValueRequired' : 'FieldValueInvalid',
    message: reason,
    field: name,
  }));
  const isInvalid = causes.some(({ field }) => field !== 'body');
  const code = status === '501' ? '405' : isInvalid ? '422' : status;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: detail,
    reason: REASONS[code] ?? 'InternalError',
    ...(causes.length > 0 && { details: { causes } }),
    code: Number(code),
  };
}
