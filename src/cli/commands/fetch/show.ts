import { type Call, defineCommand } from '../../command.ts';
import { findBackup } from '../find/find-backup.ts';
import { openPlaces, PLACE_OPTIONS } from '../find/places.ts';
import { itemsMeant, readItems } from './archived-items.ts';
import { flagsOfCall } from './via-job/flags-of-call.ts';
import { printingCall, VIA_JOB_OPTIONS } from './via-job/printing-call.ts';

const OPTIONS = {
  ...PLACE_OPTIONS,
  namespace: { type: 'string', short: 'n', valueName: 'NAME', description: 'Where an item names no namespace' },
  clean: {
    type: 'boolean',
    default: false,
    description: 'Without what the API server added: uid, resourceVersion, managedFields, status',
  },
  showManagedFields: { type: 'boolean', default: false, description: 'Print metadata.managedFields, too' },
  output: {
    type: 'choice',
    short: 'o',
    choices: ['yaml', 'json', 'raw', 'name'],
    default: 'yaml',
    description: 'How to print; raw is every byte as archived',
  },
  ...VIA_JOB_OPTIONS,
} as const;

const POSITIONALS = {
  backup: { required: true, description: 'latest, or the name of the backup' },
  item: { required: true, description: 'type/namespace/name, or type/name' },
} as const;

/** `lifeboat show <backup> <item>`. */
export const show = defineCommand({
  name: 'show',
  summary: 'Print objects of a backup',
  description:
    'Prints what was backed up, Secrets included. An item is type/namespace/name; a type in any spelling that kubectl takes, and * where anything may stand.',
  examples: [
    { title: 'A Deployment as YAML', line: 'show latest deployments/shop/web --from ./backups' },
    { title: 'All ConfigMaps of a namespace', line: "show nightly-20261121021700 'cm/shop/*'" },
    {
      title: 'Through a Job, without access to the storage',
      line: 'show latest cm/shop/settings --via-job lifeboat/backup-nightly',
    },
    { title: 'Into the cluster again, by hand', line: 'show latest cm/shop/settings --clean | kubectl apply -f -' },
  ],
  positionals: POSITIONALS,
  options: OPTIONS,
  run: async (call) => printingCall(call, wordsOf, print),
});

type ShowCall = Call<typeof OPTIONS, typeof POSITIONALS>;

function wordsOf(call: ShowCall): readonly string[] {
  return ['show', call.positionals.backup, call.positionals.item, ...flagsOfCall(OPTIONS, call)];
}

async function print(call: ShowCall): Promise<number> {
  const { ctx, io, options, positionals } = call;
  await using places = await openPlaces(call);
  const { backup, place } = await findBackup(ctx, places, positionals.backup);
  const archive = await place.backups.openArchive(ctx, backup);
  await using _closing = { [Symbol.asyncDispose]: async () => archive.close() };
  const { items } = itemsMeant(archive, {
    backup: backup.name,
    words: [positionals.item],
    namespace: options.namespace,
  });
  const { renderItem } = await import('./print-items.ts');
  for await (const item of readItems(ctx, archive, items)) {
    io.stdout.write(renderItem(item, options));
  }
  return 0;
}
