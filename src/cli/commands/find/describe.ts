import { archiveKey, folderOf } from '../../../archive/layout.ts';
import { backupRow } from '../../../domain/find/rows/backup-row.ts';
import { formatTime } from '../../../domain/time.ts';
import { type BackupFacts, renderBackupDescription } from '../../../views/backup-description.ts';
import { backupItem } from '../../../views/lists/backups.ts';
import { defineCommand } from '../../command.ts';
import { OUTPUT_OPTIONS_OF_RUNS, printAs } from '../../output.ts';
import { projectOne } from '../../../views/projections/project.ts';
import { backupProjection } from './backup-projection.ts';
import { readBackupFacts } from './backup-facts.ts';
import { findBackup } from './find-backup.ts';
import { openPlaces, PLACE_OPTIONS } from './places.ts';

/** `lifeboat describe <backup>`. */
export const describe = defineCommand({
  name: 'describe',
  summary: 'Show everything a storage location tells of a backup',
  examples: [
    { title: 'A backup in a folder', line: 'describe nightly-20261121021700 --from ./backups' },
    { title: 'With every item and every message', line: 'describe nightly-20261121021700 --details' },
  ],
  positionals: { backup: { required: true, description: 'latest, or the name of the backup' } },
  options: {
    ...PLACE_OPTIONS,
    details: { type: 'boolean', default: false, description: 'Name every item, message and claim' },
    output: OUTPUT_OPTIONS_OF_RUNS.output,
    noHeaders: OUTPUT_OPTIONS_OF_RUNS.noHeaders,
  },
  run: async (call) => {
    const { ctx, options, positionals } = call;
    await using places = await openPlaces(call);
    const facts = await readBackupFacts(ctx, await findBackup(ctx, places, positionals.backup));
    const text = (details: boolean) => renderBackupDescription(facts, ctx.clock.now(), { details });
    await printAs(call, {
      table: () => text(options.details),
      wide: () => text(true),
      document: () => descriptionDocument(facts),
      names: () => [facts.backup.name],
      projected: (vocabulary) => projectOne(vocabulary, backupProjection(facts)),
    });
    return 0;
  },
});

/** The one item of a list: what a list tells of a backup, in the same words, and everything else. */
function descriptionDocument(facts: BackupFacts): unknown {
  return {
    apiVersion: 'lifeboat.dev/v1alpha1',
    kind: 'BackupDescriptionList',
    sources: ['location'],
    total: 1,
    items: [descriptionItem(facts)],
  };
}

function descriptionItem(facts: BackupFacts): Readonly<Record<string, unknown>> {
  const { backup, location, standing, files } = facts;
  const archive = archiveKey(backup.name).slice(folderOf(backup.name).length);
  const bytes = files.find(({ key }) => key === archive)?.size;
  return {
    ...backupItem({ ...backupRow(backup, location), bytes }),
    quarantine: backup.quarantine,
    root: facts.root,
    errorMessages: facts.errors,
    warningMessages: facts.warnings,
    volumes: facts.volumes,
    resources: facts.resources,
    files,
    lacksArchive: facts.lacksArchive,
    standing: standing && {
      ...standing,
      expiresAt: standing.expiresAt && formatTime(standing.expiresAt),
      readers: standing.readers.map(({ run, restore, until }) => ({ run, restore, until: formatTime(until) })),
    },
    document: backup.document,
  };
}
