import { defineCommand } from '../../command.ts';
import { findBackup } from '../find/find-backup.ts';
import { openPlaces, PLACE_OPTIONS } from '../find/places.ts';
import { itemsMeant, readItems } from './archived-items.ts';

/** `lifeboat show <backup> <item>`. */
export const show = defineCommand({
  name: 'show',
  summary: 'Print objects of a backup',
  description:
    'Prints what was backed up, Secrets included. An item is type/namespace/name; a type in any spelling that kubectl takes, and * where anything may stand.',
  examples: [
    { title: 'A Deployment as YAML', line: 'show latest deployments/shop/web --from ./backups' },
    { title: 'All ConfigMaps of a namespace', line: "show nightly-20261121021700 'cm/shop/*'" },
    { title: 'Into the cluster again, by hand', line: 'show latest cm/shop/settings --clean | kubectl apply -f -' },
  ],
  positionals: {
    backup: { required: true, description: 'latest, or the name of the backup' },
    item: { required: true, description: 'type/namespace/name, or type/name' },
  },
  options: {
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
  },
  run: async (call) => {
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
  },
});
