import { DOWNLOAD_MODE_NAMES } from '../../../domain/downloads/download-mode.ts';
import { type ApiInterface, type ApiUse, type Operation, WRITTEN } from './operation.ts';
import { said, takeFields } from './request.ts';

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

const DIRECTIONS = ['asc', 'desc', 'ASC', 'DESC'];

/** Parameters of the query, all of which narrow the list down, order it, or choose a page of it. */
const LIST = {
  backup: 'optional text',
  direction: DIRECTIONS,
  filter: 'optional text',
  'finished-mount': 'optional flag',
  mode: DOWNLOAD_MODE_NAMES,
  nameLike: 'optional text',
  node: 'optional text',
  orderBy: 'optional text',
  page: 'optional number',
  size: 'optional number',
  'project-uuid': 'optional text',
  'protected-entity': 'optional text',
  'protected-entity-type': 'optional text',
} as const;

type ListFields = Readonly<Record<keyof typeof LIST, readonly string[]>>;

const listCloudDownloads: Operation = async (request, use) => {
  const fields = takeFields(request, LIST);
  const backups = await backupsMeant(fields, use);
  if (backups?.length === 0) return [];
  const { direction, filter, mode, nameLike, orderBy, page, size } = fields;
  const terms = [...filter, ...mode.map((name) => `mode=${name}`)];
  const words = [
    ...said('--backup', backups ?? []),
    ...said(
      '--direction',
      direction.map((one) => one.toLowerCase()),
    ),
    ...said('--filter', terms),
    ...said('--finished', fields['finished-mount']),
    ...said('--name-like', nameLike),
    ...said('--order-by', orderBy),
    ...said('--page', page),
    ...said('--size', size),
    '-o',
    'json',
  ];
  return itemsIn(await use.call(['list', 'downloads', ...words])).map((one) => opened({ ...one, guid: one.name }));
};

/** The backups that are asked for, also by what they protect; undefined where all are meant. */
async function backupsMeant(fields: ListFields, { call }: ApiUse): Promise<readonly string[] | undefined> {
  const words = [
    ...said('--project', fields['project-uuid']),
    ...said('--cluster', fields.node),
    ...said('--entity', fields['protected-entity']),
    ...said('--entity-type', fields['protected-entity-type']),
  ];
  if (words.length === 0) return fields.backup.length === 0 ? undefined : fields.backup;
  const found = itemsIn(await call(['list', 'backups', ...words, '-o', 'json'])).map(({ name }) => name);
  return fields.backup.length === 0 ? found : found.filter((name) => fields.backup.includes(name));
}

/** One task for each object, or one for the whole backup. */
const createCloudDownload: Operation = async (request, { call }) => {
  const fields = { backup: 'text', mode: DOWNLOAD_MODE_NAMES, objects: 'optional texts' } as const;
  const { backup, mode, objects } = takeFields(request, fields);
  const words = [...said('--mode', mode), ...objects.flatMap((one) => said('--objects', [one]))];
  const created = itemsIn(await call(['downloads', ...words, '--', 'create', ...backup]));
  return created.map((one) => taskOf(one, 'Create'));
};

/** The content itself, as bytes. */
const getCloudDownload: Operation = async (request, { stream }) => {
  const { guid } = takeFields(request, ONE);
  await stream(['downloads', '--output', '-', '--', 'get', ...guid]);
  return WRITTEN;
};

/** Fetches the content into a file. */
const contentDownload: Operation = async (request, { call }) => {
  const { guid, output } = takeFields(request, { ...ONE, output: 'optional text' });
  return JSON.parse(await call(['downloads', ...said('--output', output), '--', 'content', ...guid])) as unknown;
};

const updateCloudDownload: Operation = async (request, { call }) => {
  const fields = { ...ONE, expires: 'optional text', note: 'optional text', finished: 'optional flag' } as const;
  const { guid, expires, note, finished } = takeFields(request, fields);
  const isFinished = finished[0] === 'true';
  const changes = [...said('--expires', expires), ...said('--note', note)];
  const verbs = [...(changes.length > 0 || !isFinished ? ['update'] : []), ...(isFinished ? ['finish'] : [])];
  let answer: Download | undefined;
  for (const verb of verbs) {
    const words = verb === 'update' ? changes : [];
    [answer] = itemsIn(await call(['downloads', ...words, '--', verb, ...guid]));
  }
  return answer && opened(answer);
};

const deleteCloudDownload: Operation = async (request, { call }) => {
  const { guid } = takeFields(request, ONE);
  const deleted = itemsIn(await call(['downloads', '--', 'delete', ...guid]));
  return deleted.map((one) => taskOf(one, 'Delete'))[0];
};

/** Runs as tasks, newest first. */
const listTasks: Operation = async (request, { call }) => {
  takeFields(request, {});
  return JSON.parse(await call(['list', 'runs', '-o', 'storware'])) as unknown;
};

/** Storware's cloud download: opened backups and the tasks about them; errors are told as code and message. */
export const STORWARE: ApiInterface = {
  prefix: 'storware/',
  title: 'Storware',
  operations: {
    listCloudDownloads,
    createCloudDownload,
    getCloudDownload,
    contentDownload,
    updateCloudDownload,
    deleteCloudDownload,
    listTasks,
  },
  errorShape: ({ code, detail }) => ({ code, message: detail }),
};

/** The items of a list: of lists of ours each has a name, of an opened backup its guid. */
function itemsIn(text: string): readonly (Download & { readonly name: string })[] {
  return (JSON.parse(text) as { readonly items: readonly (Download & { readonly name: string })[] }).items;
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
