import { resolve } from 'node:path';
import { archivedFiles } from '../../../../archive/export/archived-files.ts';
import { type ExportedFile, packFiles, type PackageFormat } from '../../../../archive/export/pack-files.ts';
import { storedFiles } from '../../../../archive/export/stored-files.ts';
import type { OpenArchive } from '../../../../archive/backup-store.ts';
import type { Backup } from '../../../../domain/backup/backup.ts';
import type { ItemRef } from '../../../../domain/item.ts';
import { RunError } from '../../../../domain/problem.ts';
import { formatCount } from '../../../../views/units.ts';
import { type Call, defineCommand } from '../../../command.ts';
import { findBackup, type FoundBackup } from '../../find/find-backup.ts';
import { openPlaces, PLACE_OPTIONS } from '../../find/places.ts';
import { itemsMeant, readItems } from '../archived-items.ts';
import { openByteTarget, openFolderTarget } from '../targets.ts';
import { inApplicableOrder } from './export-order.ts';
import { manifestFiles, manifestStream } from './manifest-files.ts';

const OPTIONS = {
  format: {
    type: 'choice',
    choices: ['tar.gz', 'tar', 'zip', 'dir', 'yaml', 'velero'],
    default: 'tar.gz',
    description: 'A package, a folder, a stream of YAML, or the backup as it is stored',
  },
  output: {
    type: 'string',
    short: 'o',
    valueName: 'PATH',
    complete: 'file',
    description: 'File or folder to make, - for standard output; else called after the backup',
  },
  include: { type: 'list', valueName: 'ITEMS', description: "Only these: deployments/shop/web, 'configmaps/shop/*'" },
  namespace: { type: 'string', short: 'n', valueName: 'NAME', description: 'Only this namespace and what is in it' },
  clean: {
    type: 'boolean',
    description: 'YAML without what the API server added, in folders for kustomize; the default of dir and yaml',
  },
  all: { type: 'boolean', default: false, description: 'With --clean, also what a cluster makes itself: Pods, Events' },
  force: { type: 'boolean', default: false, description: 'Replace a file that is there' },
  ...PLACE_OPTIONS,
} as const;

type ExportCall = Call<typeof OPTIONS>;

/** `lifeboat export <backup>`. */
export const exportBackup = defineCommand({
  name: 'export',
  summary: 'Write the objects of a backup into a package or a folder',
  description:
    'Writes what was backed up, Secrets included, readable by you alone. A folder of clean YAML is what `kubectl apply -k` and kustomize take.',
  examples: [
    { title: 'Into a folder for Git or kubectl', line: 'export latest --format dir -o ./cluster --from ./backups' },
    { title: 'One namespace, into another cluster', line: 'export latest -n shop --format yaml | kubectl apply -f -' },
    { title: 'The archive itself', line: 'export nightly-20261121021700 -o nightly.tar.gz' },
  ],
  positionals: { backup: { required: true, description: 'latest, or the name of the backup' } },
  options: OPTIONS,
  run: async (call) => {
    await using places = await openPlaces(call);
    const found = await findBackup(call.ctx, places, call.positionals.backup);
    const { format } = call.options;
    if (format === 'velero') return await exportStored(call, found);
    const archive = await found.place.backups.openArchive(call.ctx, found.backup);
    await using _closing = { [Symbol.asyncDispose]: async () => archive.close() };
    return await exportItems(call, { backup: found.backup, archive, format });
  },
});

interface ItemExport {
  readonly backup: Backup;
  readonly archive: OpenArchive;
  readonly format: PackageFormat | 'dir' | 'yaml';
}

async function exportItems(call: ExportCall, { backup, archive, format }: ItemExport): Promise<number> {
  const { ctx, io, options } = call;
  const refs = itemsToExport(call, backup, archive);
  let leftOut = 0;
  const isClean = options.clean ?? (format === 'dir' || format === 'yaml');
  const manifests = {
    isClean,
    isAll: options.all || !isClean || options.include.length > 0,
    leftOut: () => void leftOut++,
    unlisted: (path: string) =>
      ctx.log.warn({ path }, 'kustomize cannot read this file: apply it with kubectl apply -f'),
  };
  const files = () =>
    isClean
      ? manifestFiles(readItems(ctx, archive, refs), manifests)
      : archivedFiles(readItems(ctx, archive, refs), archive.contents.formatVersion);
  const path =
    format === 'yaml'
      ? await writeStream(call, backup, manifestStream(inApplicableOrder(ctx, archive, refs), manifests))
      : await (format === 'dir' ? writeFolder(call, backup, files()) : writePackage(call, backup, format, files()));
  const kept = leftOut === 0 ? '' : `; left out ${formatCount(leftOut, 'object')} that a cluster makes itself (--all)`;
  const where = path === undefined ? '' : ` to ${path}`;
  io.stderr.write(`${formatCount(refs.length - leftOut, 'object')} exported${where}${kept}\n`);
  return 0;
}

/** The items that are meant; with a namespace also the Namespace itself, without which nothing of it can be applied. */
function itemsToExport({ options }: ExportCall, backup: Backup, archive: OpenArchive): readonly ItemRef[] {
  const { include, namespace } = options;
  const of = (words: readonly string[], within?: string) =>
    itemsMeant(archive, { backup: backup.name, words, namespace: within }).items;
  const items = of(include, namespace);
  if (namespace === undefined || include.length > 0) return items;
  const isThere = archive.contents.types.some(
    ({ group, resource, items: names }) =>
      group === '' && resource === 'namespaces' && names.some(({ name }) => name === namespace),
  );
  return isThere ? [...of([`namespaces/${namespace}`]), ...items] : items;
}

async function writeStream(call: ExportCall, { name }: Backup, chunks: AsyncIterable<Uint8Array>) {
  const { output = '-', force } = call.options;
  await using target = await openByteTarget(call.io, { output, name: `${name}.yaml`, mayReplace: force });
  for await (const chunk of chunks) await target.write(chunk);
  await target.finish();
  return target.path;
}

async function writePackage(
  { ctx, io, options }: ExportCall,
  { name, startedAt = new Date(0) }: Backup,
  format: PackageFormat,
  files: AsyncIterable<ExportedFile>,
) {
  const { output, force } = options;
  await using target = await openByteTarget(io, { output, name: `${name}.${format}`, mayReplace: force });
  await packFiles(ctx, { format, files, modifiedAt: startedAt }, (chunk) => target.write(chunk));
  await target.finish();
  return target.path;
}

async function writeFolder({ io, options }: ExportCall, { name }: Backup, files: AsyncIterable<ExportedFile>) {
  await using target = await openFolderTarget(folderPathOf(io.cwd, options.output, name));
  for await (const { path, bytes } of files) await target.put(path, [bytes]);
  await target.finish();
  return target.path;
}

/** Every file of a backup below a folder that is then a storage location, for Lifeboat and for Velero. */
async function exportStored({ ctx, io, options, given }: ExportCall, { backup, place }: FoundBackup): Promise<number> {
  const narrowing = (['include', 'namespace', 'clean', 'all'] as const).find((key) => given.has(key));
  if (narrowing !== undefined) {
    throw new RunError(
      'usage',
      `${given.get(narrowing)} does not go with --format velero, which copies all of a backup`,
      {
        hint: 'Choose objects with --format tar.gz',
      },
    );
  }
  const root = folderPathOf(io.cwd, options.output, backup.name);
  await using target = await openFolderTarget(resolve(root, 'backups', backup.name));
  let files = 0;
  for await (const { name, body } of storedFiles(ctx, place.objects, backup)) {
    await target.put(name, body);
    files++;
  }
  await target.finish();
  io.stderr.write(`${formatCount(files, 'file')} exported to ${target.path}; read them with --from ${root}\n`);
  return 0;
}

function folderPathOf(cwd: string, output: string | undefined, name: string): string {
  if (output !== '-') return resolve(cwd, output ?? name);
  throw new RunError('usage', 'A folder cannot go to standard output', { hint: 'Name a folder with -o' });
}
