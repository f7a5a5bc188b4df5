import { randomUUID } from 'node:crypto';
import { deleteDownload, putDownload, sweepDownloads } from '../../../../archive/export/download-records.ts';
import { DOWNLOAD_MODE_NAMES, modeFacts } from '../../../../domain/downloads/download-mode.ts';
import { type DownloadRecord, type DownloadState, stateOf } from '../../../../domain/downloads/download-record.ts';
import { nearestName } from '../../../../domain/nearest-name.ts';
import { RunError } from '../../../../domain/problem.ts';
import { formatTime } from '../../../../domain/time.ts';
import { renderTable } from '../../../../views/table.ts';
import { type Call, defineCommand } from '../../../command.ts';
import { findBackup } from '../../find/find-backup.ts';
import { type OpenPlaces, openPlaces, PLACE_OPTIONS } from '../../find/places.ts';
import { writeContent } from './download-content.ts';
import { allRecords, findRecord } from './find-record.ts';

const VERBS = ['create', 'list', 'update', 'finish', 'delete', 'get', 'content'] as const;

const OPTIONS = {
  mode: { type: 'choice', choices: DOWNLOAD_MODE_NAMES, default: 'AUTO', description: 'With create: what it is for' },
  objects: { type: 'list', valueName: 'ITEMS', description: 'With create: a download for each: deployments/shop/web' },
  expires: { type: 'duration', description: 'With create and update: how long from now on (24h unless it is said)' },
  note: { type: 'string', valueName: 'TEXT', description: 'With create and update: what people should know' },
  output: {
    type: 'string',
    short: 'o',
    valueName: 'PATH',
    complete: 'file',
    description: 'With get and content: file, folder, or - for standard output',
  },
  force: { type: 'boolean', default: false, description: 'With get and content: replace a file that is there' },
  json: { type: 'boolean', default: false, description: 'With list: print a document' },
  ...PLACE_OPTIONS,
} as const;

const POSITIONALS = {
  verb: { required: true, complete: VERBS, description: VERBS.join(', ') },
  which: { description: 'With create the backup, else the guid of the download or its beginning' },
} as const;

type DownloadsCall = Call<typeof OPTIONS, typeof POSITIONALS>;

const DAY_MS = 24 * 3_600_000;

/** `lifeboat downloads <verb>`. */
export const downloads = defineCommand({
  name: 'downloads',
  summary: 'Keep a list of what was opened for fetching, as Storware does',
  description:
    'A download is a note in the location that a backup, or objects of it, may be fetched until it expires: it holds no content and keeps no backup. To fetch something once, lifeboat download and lifeboat export are shorter.',
  examples: [
    { title: 'Open two objects', line: 'downloads create latest --objects deployments/shop/web,cm/shop/settings' },
    { title: 'Fetch one of them', line: 'downloads get 018f3c -o web.tar.gz' },
    { title: 'What is open', line: 'downloads list' },
  ],
  positionals: POSITIONALS,
  options: OPTIONS,
  run: async (call) => {
    const { verb } = call.positionals;
    const act = ACTS.get(verb);
    if (act === undefined) {
      const nearest = nearestName(verb, VERBS);
      throw new RunError('usage', `${JSON.stringify(verb)} is nothing to do with downloads`, {
        hint: nearest === undefined ? `Say one of ${VERBS.join(', ')}.` : `Did you mean downloads ${nearest}?`,
      });
    }
    const isReading = verb === 'list' || verb === 'get' || verb === 'content';
    await using places = await openPlaces(call, isReading ? 'ReadOnly' : 'AsAllowed');
    await act(call, places);
    return 0;
  },
});

const ACTS: ReadonlyMap<string, (call: DownloadsCall, places: OpenPlaces) => Promise<void>> = new Map(
  Object.entries({ create, list, update, finish, delete: remove, get, content } satisfies Record<
    (typeof VERBS)[number],
    unknown
  >),
);

async function create(call: DownloadsCall, places: OpenPlaces): Promise<void> {
  const { ctx, options, positionals } = call;
  const { instead } = modeFacts(options.mode);
  if (instead !== undefined) {
    throw new RunError('not-supported', `Mode ${options.mode} needs the data of volumes, which backups do not hold`, {
      hint: instead,
    });
  }
  if (positionals.which === undefined)
    throw new RunError('usage', 'It is not said which backup', { hint: 'Name it, or latest.' });
  const { backup, place } = await findBackup(ctx, places, positionals.which);
  const now = ctx.clock.now();
  const wanted = options.objects.length === 0 ? [[]] : options.objects.map((pattern) => [pattern]);
  const records = wanted.map((objects): DownloadRecord => ({
    guid: randomUUID(),
    mode: options.mode,
    backup: backup.name,
    objects,
    note: options.note ?? '',
    createdAt: now,
    expiresAt: new Date(now.getTime() + (options.expires ?? DAY_MS)),
    finishedAt: undefined,
  }));
  for (const record of records) await putDownload(ctx, place.objects, record);
  await sweepDownloads(ctx, place.objects, now);
  tell(call, records);
}

async function list(call: DownloadsCall, places: OpenPlaces): Promise<void> {
  const { ctx, io, options } = call;
  const records = (await allRecords(ctx, places)).map(({ record }) => record);
  if (options.json) return tell(call, records);
  const now = ctx.clock.now();
  if (records.length === 0) io.stderr.write('Nothing was opened for fetching.\n');
  else
    io.stdout.write(
      renderTable(
        [
          { heading: 'GUID', cell: ({ guid }) => guid },
          { heading: 'BACKUP', cell: ({ backup }) => backup },
          { heading: 'MODE', cell: ({ mode }) => mode },
          { heading: 'OBJECTS', cell: ({ objects }) => objects.join(', ') || '-' },
          { heading: 'STATE', cell: (record) => stateOf(record, now) },
          { heading: 'EXPIRES', cell: ({ expiresAt }) => formatTime(expiresAt) },
        ],
        records,
      ),
    );
}

async function update(call: DownloadsCall, places: OpenPlaces): Promise<void> {
  const { ctx, options, positionals } = call;
  const { expires, note } = options;
  const { record, place } = await findRecord(ctx, places, positionals.which);
  if (expires === undefined && note === undefined)
    throw new RunError('usage', 'It is not said what to change', { hint: 'Give --expires or --note.' });
  const changed = {
    ...record,
    ...(note !== undefined && { note }),
    ...(expires !== undefined && { expiresAt: new Date(ctx.clock.now().getTime() + expires), finishedAt: undefined }),
  };
  await putDownload(ctx, place.objects, changed);
  tell(call, [changed]);
}

async function finish(call: DownloadsCall, places: OpenPlaces): Promise<void> {
  const { record, place } = await findRecord(call.ctx, places, call.positionals.which);
  const finished = { ...record, finishedAt: record.finishedAt ?? call.ctx.clock.now() };
  await putDownload(call.ctx, place.objects, finished);
  tell(call, [finished]);
}

async function remove(call: DownloadsCall, places: OpenPlaces): Promise<void> {
  const { record, place } = await findRecord(call.ctx, places, call.positionals.which);
  await deleteDownload(call.ctx, place.objects, record);
  tell(call, [record], 'REMOVED');
}

async function get(call: DownloadsCall, places: OpenPlaces): Promise<void> {
  await fetchContent(call, places, call.options.output);
}

/** The same as `get`, into a file, with an empty document as its answer. */
async function content(call: DownloadsCall, places: OpenPlaces): Promise<void> {
  if (call.options.output === '-')
    throw new RunError('usage', 'The answer of content goes to standard output', {
      hint: 'Use get, or name a file with -o.',
    });
  await fetchContent(call, places, call.options.output);
  call.io.stdout.write('{}\n');
}

async function fetchContent({ ctx, io, options, positionals }: DownloadsCall, places: OpenPlaces, output?: string) {
  const { record, place } = await findRecord(ctx, places, positionals.which);
  const state = stateOf(record, ctx.clock.now());
  if (state !== 'OPEN') {
    throw new RunError('item-not-found', `Download ${record.guid} is ${state}`, {
      hint: `Open it again: lifeboat downloads update ${record.guid} --expires 24h`,
    });
  }
  await writeContent(ctx, { ...places, open: [place] }, record, { io, output, mayReplace: options.force });
}

const STATES: Readonly<Record<DownloadState | 'REMOVED', string>> = {
  OPEN: 'Its content can be fetched',
  FINISHED: 'Somebody said that it is not needed any more',
  EXPIRED: 'Its time is over',
  REMOVED: 'It is forgotten; the backup is still there',
};

function tell({ ctx, io }: DownloadsCall, records: readonly DownloadRecord[], ended?: 'REMOVED'): void {
  const items = records.map((record) => {
    const { guid, mode, backup, objects, note, createdAt, expiresAt, finishedAt } = record;
    const state = ended ?? stateOf(record, ctx.clock.now());
    return {
      guid,
      mode: { name: mode, description: modeFacts(mode).description },
      state: { name: state, description: STATES[state] },
      backup,
      objects,
      note,
      createdAt: formatTime(createdAt),
      expiresAt: formatTime(expiresAt),
      ...(finishedAt !== undefined && { finishedAt: formatTime(finishedAt) }),
    };
  });
  const document = { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'OpenedDownloadList', items };
  io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}
