import type { ApiInterface, Operation } from './operation.ts';
import { takeFields } from './request.ts';

/** What `lifeboat downloads` tells of one. */
interface Download {
  readonly guid: string;
  readonly mode: { readonly name: string; readonly description: string };
  readonly backup: string;
  readonly note: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

const ONE = { guid: 'text' } as const;

const listCloudDownloads: Operation = async (request, { call }) => {
  takeFields(request, {});
  return downloadsIn(await call(['downloads', 'list', '--json'])).map((one) => opened(one));
};

/** One task for each object, or one for the whole backup. */
const createCloudDownload: Operation = async (request, { call }) => {
  const fields = { backup: 'text', mode: 'optional text', objects: 'optional texts' } as const;
  const { backup, mode, objects } = takeFields(request, fields);
  const words = [...mode.flatMap((name) => ['--mode', name]), ...objects.flatMap((one) => ['--objects', one])];
  return downloadsIn(await call(['downloads', 'create', ...backup, ...words])).map((one) => taskOf(one, 'Create'));
};

const updateCloudDownload: Operation = async (request, { call }) => {
  const fields = { guid: 'text', expires: 'optional text', note: 'optional text' } as const;
  const { guid, expires, note } = takeFields(request, fields);
  const words = [...expires.flatMap((value) => ['--expires', value]), ...note.flatMap((text) => ['--note', text])];
  return downloadsIn(await call(['downloads', 'update', ...guid, ...words])).map((one) => opened(one))[0];
};

const deleteCloudDownload: Operation = async (request, { call }) => {
  const { guid } = takeFields(request, ONE);
  return downloadsIn(await call(['downloads', 'delete', ...guid])).map((one) => taskOf(one, 'Delete'))[0];
};

/** Runs as tasks, newest first. */
const listTasks: Operation = async (request, { call }) => {
  takeFields(request, {});
  return JSON.parse(await call(['list', 'runs', '-o', 'storware'])) as unknown;
};

/** Storware's cloud download: opened backups and the tasks about them; errors are told as code and message. */
export const STORWARE: ApiInterface = {
  operations: { listCloudDownloads, createCloudDownload, updateCloudDownload, deleteCloudDownload, listTasks },
  errorShape: ({ code, detail }) => ({ code, message: detail }),
};

function downloadsIn(text: string): readonly Download[] {
  return (JSON.parse(text) as { readonly items: readonly Download[] }).items;
}

/** An opened backup, with times in milliseconds since 1970. */
function opened({ guid, mode, backup, note, createdAt, expiresAt }: Download): Readonly<Record<string, unknown>> {
  return { guid, mode, backup, note, creationTime: Date.parse(createdAt), expirationTime: Date.parse(expiresAt) };
}

/** Opening and forgetting take no time: the task is over when it is told. */
function taskOf({ guid, createdAt }: Download, verb: 'Create' | 'Delete'): Readonly<Record<string, unknown>> {
  const time = Date.parse(createdAt);
  return {
    guid,
    type: { name: `CLOUD_DOWNLOAD_${verb.toUpperCase()}`, description: `${verb} cloud download` },
    state: { name: 'SUCCESS', description: 'Success' },
    creationTime: time,
    finishTime: time,
    progress: 100,
  };
}
