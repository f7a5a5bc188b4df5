import { randomBytes } from 'node:crypto';
import { type Backup, isGood } from '../../../domain/backup/backup.ts';
import { timeAfter } from '../../../domain/backup/facts.ts';
import { RunError } from '../../../domain/problem.ts';
import { formatCount } from '../../../views/units.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import { findBackup, type FoundBackup } from '../find/find-backup.ts';
import { openPlaces, PLACE_OPTIONS } from '../find/places.ts';
import { speaker } from '../keep/facts/say-fact.ts';

const OPTIONS = {
  ...PLACE_OPTIONS,
  reason: {
    type: 'string',
    valueName: 'TEXT',
    description: 'Why it is as small as it should be; kept with the backup',
  },
} as const;

const POSITIONALS = {
  backup: { required: true, variadic: true, description: 'Quarantined backups, by name' },
} as const;

/** `lifeboat accept <backup>…`. */
export const accept = defineCommand({
  name: 'accept',
  summary: 'End the quarantine of a backup that is as small as it should be',
  description:
    'The shrink guard keeps a backup that collapsed beside the last good one, and lets it count for nothing: no latest, no retention, no comparison. Accepting says that this is how it should be. Nothing is changed: the word is kept beside the backup, and what comes next is compared with it.',
  examples: [
    { title: 'After a clean-up', line: 'accept nightly-20261121021700 --from s3://backups/prod' },
    {
      title: 'With a reason, for those who ask',
      line: "accept nightly-20261121021700 --from ./backups --reason 'shop has moved'",
    },
  ],
  positionals: POSITIONALS,
  options: OPTIONS,
  run: async (call) => {
    await using places = await openPlaces(call, 'AsAllowed');
    const found: FoundBackup[] = [];
    for (const name of call.positionals.backup) found.push(await findBackup(call.ctx, places, name));
    for (const { backup } of found) refuseUnguarded(backup);
    for (const one of found) await acceptOne(call, one);
    return 0;
  },
});

function refuseUnguarded({ name, quarantine }: Backup): void {
  if (quarantine !== undefined) return;
  throw new RunError('usage', `${name} is not quarantined: there is nothing to accept`, {
    hint: 'See lifeboat list; only what a guard found too small is quarantined.',
  });
}

async function acceptOne(
  { ctx, io, options }: Call<typeof OPTIONS, typeof POSITIONALS>,
  { backup, place }: FoundBackup,
): Promise<void> {
  const { name, quarantine } = backup;
  if (quarantine?.isAccepted === true) {
    io.stderr.write(`${name} was accepted already\n`);
    return;
  }
  const facts = await place.backups.readFacts(ctx, name);
  const { reason } = options;
  await place.backups.putFact(ctx, name, {
    type: 'accept',
    id: randomBytes(4).toString('hex'),
    at: timeAfter(facts, ctx.clock.now()),
    by: speaker(io.env),
    ...(reason !== undefined && { reason }),
  });
  io.stderr.write(`${name} is accepted: ${standing(backup)}\n`);
}

/** The guard's error was one of the backup's errors; what is left of them still counts. */
function standing(backup: Backup): string {
  const accepted = { ...backup, quarantine: backup.quarantine && { ...backup.quarantine, isAccepted: true } };
  if (isGood(accepted)) return 'it counts as a good one';
  return `it is still ${backup.phase}, because of ${formatCount(backup.errors - 1, 'other error')}`;
}
