import { RunError } from '../../../domain/problem.ts';
import type { RunResult } from '../../../domain/result/result.ts';
import type { InvalidParam } from '../../../domain/state/problem-object.ts';
import { invalidRequest } from './api-error.ts';
import type { ApiInterface, ApiUse, Operation } from './operation.ts';
import { policiesOf } from './posted.ts';
import { type ApiRequest, isObject, isOneLabel, said, takeFields } from './request.ts';

type AppBackup = Readonly<Record<string, unknown>> & { readonly id?: string; readonly name?: string };

interface AppBackupList {
  readonly items: readonly AppBackup[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The account is the place that the call names: that it is said is all that is checked. */
const IN_ACCOUNT = { account_id: 'text', app_id: 'optional text' } as const;

const ONE = { ...IN_ACCOUNT, appBackup_id: 'text' } as const;

const LIST = {
  ...IN_ACCOUNT,
  include: 'optional text',
  limit: 'optional number',
  continue: 'optional text',
  count: 'optional flag',
} as const;

/** What an appBackup has, and `include` may ask for. */
const FIELDS = [
  'type',
  'version',
  'id',
  'name',
  'bucketID',
  'snapshotID',
  'scheduleID',
  'state',
  'stateUnready',
  'hookState',
  'hookStateDetails',
  'backupCreationTimestamp',
  'totalBytes',
  'bytesDone',
  'percentDone',
  'metadata',
];

/** Of one application, or without `app_id` of all; with `include` each is a list of these fields. */
const listAppBackups: Operation = async (request, { call }) => {
  const fields = takeFields(request, LIST);
  const { app_id, include, limit, continue: token, count } = fields;
  const names = include.flatMap((one) => one.split(',')).map((name) => name.trim());
  const unknown = names.filter((name) => !FIELDS.includes(name));
  if (unknown.length > 0) {
    throw invalidRequest([
      { name: 'include', reason: `has ${unknown.join(', ')}, and there are ${FIELDS.join(', ')}` },
    ]);
  }
  const words = [...said('--policy', app_id), ...said('--size', limit), ...said('--continue', token)];
  const list = JSON.parse(await call(['list', 'backups', ...words, '-o', 'astra'])) as AppBackupList;
  const items = names.length === 0 ? list.items : list.items.map((one) => names.map((name) => one[name] ?? null));
  const metadata = count[0] === 'true' ? { ...list.metadata, count: items.length } : list.metadata;
  return { ...list, items, metadata };
};

const getAppBackup: Operation = async (request, { call }) => describe(await nameMeant(request, call), call);

/** What a place is called that has no name of its own. */
const ONLY_BUCKET = 'default';

const CREATE = {
  account_id: 'text',
  app_id: 'text',
  type: ['required', 'application/astra-appBackup'],
  version: ['required', '1.0', '1.1', '1.2'],
  name: 'optional label',
  bucketID: 'optional text',
  snapshotID: 'optional text',
} as const;

/** Backs up what a policy selects; where the place is named by itself, without policies, a namespace. */
const createAppBackup: Operation = async (request, use) => {
  const { metadata, ...rest } = request;
  const { app_id, name, bucketID, snapshotID } = takeFields(rest, CREATE, faultsOf(metadata));
  const labels = labelsIn(metadata);
  if (snapshotID.length > 0) {
    throw new RunError('not-supported', 'Backups are made of the cluster as it is, not of a snapshot', {
      hint: 'Leave snapshotID out',
    });
  }
  const [app = ''] = app_id;
  const isByPolicy = use.target[0] !== '--to';
  if (!isByPolicy && bucketID.some((id) => id !== ONLY_BUCKET)) {
    throw invalidRequest([{ name: 'bucketID', reason: `is not ${ONLY_BUCKET}, as the place is called that is named` }]);
  }
  const words = ['backup', ...said('--name', name), ...said('--from-schedule', app_id), ...said('--labels', labels)];
  const printed = isByPolicy
    ? await use.call([...words, ...target(use, bucketID), '-o', 'json'])
    : await use.call([...words, '--policies', '-', '-o', 'json'], await namespacePolicy(use, app));
  const { backup, location } = JSON.parse(printed) as RunResult;
  // The other locations of its policies have nothing to say about it.
  const place = isByPolicy && location !== undefined ? said('--location', [location.name]) : [];
  return describe(backup?.name ?? '', use.call, place);
};

/** Nothing is left to tell of it. */
const deleteAppBackup: Operation = async (request, { call }) => {
  const name = await nameMeant(request, call);
  await call(['delete', '--confirm', '1', '-o', 'json', '--', name]);
  return {};
};

/** NetApp Astra Control's appBackups; errors are problem objects. */
export const ASTRA: ApiInterface = {
  prefix: 'astra/',
  title: 'Astra Control',
  operations: { listAppBackups, createAppBackup, getAppBackup, deleteAppBackup },
  errorShape: ({ type, title, detail, status, correlationID, invalidParams }) => {
    return { type, title, detail, status, correlationID, invalidParams };
  },
};

/** The name of the backup that is meant, by its id or that name; one of another application is not found. */
async function nameMeant(request: ApiRequest, call: ApiUse['call']): Promise<string> {
  const { app_id, appBackup_id } = takeFields(request, ONE);
  const [id] = appBackup_id;
  const words = ['list', 'backups', ...said('--policy', app_id), '-o', 'astra'];
  const { items } = JSON.parse(await call(words)) as AppBackupList;
  const name = items.find((one) => one.id === id || one.name === id)?.name;
  if (name !== undefined) return name;
  const where = app_id.length === 0 ? '' : ` of application ${app_id[0]}`;
  throw new RunError('backup-not-found', `There is no backup${where} with the id ${id}`, {
    hint: 'astra/listAppBackups tells names and ids.',
  });
}

async function describe(name: string, call: ApiUse['call'], place: readonly string[] = []): Promise<unknown> {
  return JSON.parse(await call(['describe', '-o', 'astra', ...place, '--', name])) as unknown;
}

/** A policy of the namespace's name, so that its backups are those of this application. */
async function namespacePolicy(use: ApiUse, app: string): Promise<string> {
  return policiesOf(use, ONLY_BUCKET, {
    apiVersion: 'lifeboat.dev/v1alpha1',
    kind: 'BackupPolicy',
    metadata: { name: app },
    spec: { storageLocation: ONLY_BUCKET, includedNamespaces: [app] },
  });
}

/** A bucket is a location: the one that is asked for, else the one that the call names, else the policy's own. */
function target({ target: named }: ApiUse, bucketID: readonly string[]): readonly string[] {
  return bucketID.length > 0 ? said('--storage-location', bucketID) : named;
}

/** What is wrong with the metadata of a request, of which labels are taken. */
function faultsOf(metadata: unknown): readonly InvalidParam[] {
  if (metadata === undefined || metadata === null) return [];
  if (!isObject(metadata)) return [{ name: 'metadata', reason: 'is no object' }];
  const { labels = [] } = metadata;
  const isLabel = (label: unknown) => isObject(label) && isOneLabel(label['name'], label['value']);
  if (Array.isArray(labels) && labels.every((label) => isLabel(label))) return [];
  return [{ name: 'metadata.labels', reason: 'is no list of {name, value}' }];
}

/** Labels as flags have them: `name=value`. */
function labelsIn(metadata: unknown): readonly string[] {
  const { labels = [] } = isObject(metadata) ? metadata : {};
  return (labels as readonly Readonly<Record<string, string>>[]).map(({ name, value }) => `${name}=${value}`);
}
