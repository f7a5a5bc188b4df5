import type { DownloadTarget } from '../../../../domain/downloads/download-request.ts';
import { LINK_LIFE_LARGEST_MS } from '../../../../domain/downloads/link-life.ts';
import { RunError } from '../../../../domain/problem.ts';
import { formatTime } from '../../../../domain/time.ts';
import { formatBytes } from '../../../../views/units.ts';
import { type Call, defineCommand } from '../../../command.ts';
import { openCluster } from '../../../compose.ts';
import { openPlaces, PLACE_OPTIONS } from '../../find/places.ts';
import { filePathOf, openByteTarget } from '../targets.ts';
import { flagsOfCall } from '../via-job/flags-of-call.ts';
import { VIA_JOB_OPTIONS } from '../via-job/printing-call.ts';
import { downloadsAskedFor } from './downloads-asked-for.ts';
import { fetchInto, fetchIntoFile } from './fetch-file.ts';
import { findDownload, type FoundDownload } from './find-download.ts';
import { wantedFile } from './wanted-file.ts';

const OPTIONS = {
  kind: {
    type: 'list',
    valueName: 'KIND',
    description: 'BackupContents, BackupLog, RestoreResults, … (docs/fetching.md)',
  },
  name: { type: 'string', valueName: 'NAME', description: 'The backup or restore, as the argument' },
  file: {
    type: 'string',
    short: 'f',
    valueName: 'FILE',
    complete: 'file',
    description: "Velero's DownloadRequests instead of words, - for standard input",
  },
  output: {
    type: 'string',
    short: 'o',
    valueName: 'PATH',
    complete: 'file',
    description: 'File, folder, or - for standard output (the default but for archives)',
  },
  packed: { type: 'boolean', default: false, description: 'Leave packed what is stored packed' },
  force: { type: 'boolean', default: false, description: 'Replace files that are there' },
  url: { type: 'boolean', default: false, description: 'Print a link for people without credentials (S3 only)' },
  expires: { type: 'duration', default: 600_000, description: 'How long the link works, at most 168h' },
  json: { type: 'boolean', default: false, description: 'Tell as DownloadRequests what became of them' },
  ...PLACE_OPTIONS,
  ...VIA_JOB_OPTIONS,
} as const;

type DownloadCall = Call<typeof OPTIONS>;

/** What became of a request, in the words of Velero's status. */
interface Processed {
  readonly downloadURL?: string;
  readonly expiration?: string;
  readonly path?: string;
  readonly bytes?: number;
  readonly sha256?: string;
}

/** `lifeboat download <name>`. */
export const download = defineCommand({
  name: 'download',
  summary: 'Fetch a file of a backup or a restore, or a link to it',
  description: 'Files are unpacked, all but BackupContents, and proven; a download that broke off goes on.',
  examples: [
    { title: 'The archive', line: 'download latest -o shop.tar.gz --from ./backups' },
    { title: 'What went wrong', line: 'download nightly-20261121021700 --kind BackupResults' },
    { title: 'A link for an hour', line: 'download latest --url --expires 1h --location main' },
    {
      title: 'Through a Job, without access to the storage',
      line: 'download latest --kind BackupResults --via-job lifeboat/backup-nightly',
    },
    { title: 'What Velero would be asked for', line: 'download -f download-request.yaml' },
  ],
  positionals: { name: { description: 'The backup or restore: its name, or latest' } },
  options: OPTIONS,
  run: async (call) => {
    refuseContradictions(call);
    const targets = await targetsOf(call);
    if (call.options.viaJob !== undefined) {
      const { downloadViaJob } = await import('./download-via-job.ts');
      return downloadViaJob(call, targets, (except) => flagsOfCall(OPTIONS, call, except));
    }
    if (!call.options.framed) return perform(call, targets);
    const { framedCall } = await import('../via-job/framed-call.ts');
    return framedCall(call, (framed) => perform(framed, targets));
  },
});

async function targetsOf({ ctx, io, options, positionals, redactor }: DownloadCall): Promise<DownloadTarget[]> {
  const world = { io, openCluster: () => openCluster(ctx, options, redactor) };
  const asked = { kinds: options.kind, name: positionals.name ?? options.name, file: options.file };
  const targets = await downloadsAskedFor(ctx, asked, world);
  if (targets.length > 1 && !options.url && options.output?.endsWith('/') !== true)
    throw new RunError('usage', `${targets.length} files need a folder`, {
      hint: 'Name one, with a slash at its end: -o ./files/',
    });
  return targets;
}

async function perform(call: DownloadCall, targets: readonly DownloadTarget[]): Promise<number> {
  const { ctx, io, options } = call;
  await using places = await openPlaces(call);
  const found: FoundDownload[] = [];
  for (const target of targets) found.push(await findDownload(ctx, places, target));
  const items = [];
  for (const one of found) items.push({ target: one.target, status: await process(call, one) });
  if (options.json) io.stdout.write(documentOf(items));
  else for (const { status } of items) if (status.downloadURL !== undefined) io.stdout.write(`${status.downloadURL}\n`);
  return 0;
}

function refuseContradictions({ options, positionals, given }: DownloadCall): void {
  const refuse = (message: string, hint: string) => {
    throw new RunError('usage', message, { hint });
  };
  if (positionals.name !== undefined && given.get('name')?.startsWith('--') === true)
    refuse('The name is said twice', 'Leave --name out.');
  if (options.url && options.output !== undefined)
    refuse(`${given.get('url')} does not go with ${given.get('output')}`, 'A link is printed; leave one of them out.');
  if (!options.url && given.has('expires')) refuse(`${given.get('expires')} goes with --url`, 'Add --url.');
  if (options.expires > LINK_LIFE_LARGEST_MS || options.expires < 1_000)
    refuse('A link lives for a second at least and for 168h at most', 'Name a shorter time with --expires.');
  if (options.json && !options.url && options.output === '-')
    refuse('--json and the file cannot both go to standard output', 'Name a file with -o.');
  if (options.json && options.viaJob !== undefined)
    refuse('--json does not go with --via-job', 'Leave one of them out.');
}

async function process(call: DownloadCall, found: FoundDownload): Promise<Processed> {
  return call.options.url ? link(call, found) : fetchFile(call, found);
}

async function link({ ctx, options, redactor }: DownloadCall, { place, object }: FoundDownload): Promise<Processed> {
  const { provider, name } = place.location;
  if (provider.type !== 's3') {
    throw new RunError('usage', `Location ${name} is a folder, and there are no links into folders`, {
      hint: 'Fetch the file with -o.',
    });
  }
  const { linkTo } = await import('../../../../storage/s3/link/link.ts');
  const { url, expiresAt } = await linkTo(ctx, provider, { key: object.key, lifeMs: options.expires });
  redactor.add(url); // whoever has it can read the file
  return { downloadURL: url, expiration: formatTime(expiresAt) };
}

async function fetchFile(call: DownloadCall, { target, place, object, sha256 }: FoundDownload): Promise<Processed> {
  const { ctx, io, options } = call;
  const { isUnpacked, ...wanted } = wantedFile(options, target.kind, object.key);
  const fetching = { store: place.objects, object, sha256, isUnpacked };
  const path = await filePathOf(io, wanted);
  if (path === undefined) {
    await using out = await openByteTarget(io, wanted);
    await fetchInto(ctx, fetching, out);
    return {};
  }
  await fetchIntoFile(ctx, fetching, path);
  const proof = sha256 === undefined ? '' : ', its SHA-256 is the one on record';
  io.stderr.write(`${target.kind} of ${target.name}: ${path} (${formatBytes(object.size)} fetched${proof})\n`);
  return { path, bytes: object.size, ...(sha256 !== undefined && { sha256 }) };
}

function documentOf(
  items: readonly { readonly target: FoundDownload['target']; readonly status: Processed }[],
): string {
  const apiVersion = 'lifeboat.dev/v1alpha1';
  const requests = items.map(({ target, status }) => ({
    apiVersion,
    kind: 'DownloadRequest',
    spec: { target },
    status: { phase: 'Processed', ...status },
  }));
  return `${JSON.stringify({ apiVersion, kind: 'DownloadRequestList', items: requests }, undefined, 2)}\n`;
}
