import { RunError } from '../../../domain/problem.ts';
import { defineCommand } from '../../command.ts';
import { findBackup } from './find-backup.ts';
import { openPlaces, PLACE_OPTIONS } from './places.ts';

/** `lifeboat logs <backup>`. */
export const logs = defineCommand({
  name: 'logs',
  summary: 'Print the log of the run that made a backup',
  description: 'Prints the stored log as it is: JSON lines of Lifeboat, logfmt lines of Velero.',
  examples: [
    { title: 'Of a backup in a folder', line: 'logs nightly-20261121021700 --from ./backups' },
    { title: 'Warnings only', line: 'logs nightly-20261121021700 --from ./backups | grep -v \'"level":"info"\'' },
  ],
  positionals: { backup: { required: true, description: 'latest, or the name of the backup' } },
  options: PLACE_OPTIONS,
  run: async (call) => {
    const { ctx, io, positionals } = call;
    await using places = await openPlaces(call);
    const { backup, place } = await findBackup(ctx, places, positionals.backup);
    const log = await place.backups.readFile(ctx, backup.name, 'logs');
    if (log === undefined) {
      throw new RunError('backup-not-found', `Backup ${backup.name} has no log`, {
        hint: 'Whoever made it stored none.',
      });
    }
    io.stdout.write(log);
    return 0;
  },
});
