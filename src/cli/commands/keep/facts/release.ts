import type { FactBody, Standing } from '../../../../domain/backup/facts.ts';
import { nearestName } from '../../../../domain/nearest-name.ts';
import { RunError } from '../../../../domain/problem.ts';
import { defineCommand } from '../../../command.ts';
import { FACT_OPTIONS, FACT_POSITIONALS, sayOfEach } from './say-fact.ts';

/** `lifeboat release <backup>…`. */
export const release = defineCommand({
  name: 'release',
  summary: 'End every hold on backups',
  description:
    'From now on retention decides again. What was said of a backup before stays on record. A restore that reads a backup is no hold: it ends by itself, or, where it died and will not come back, with --restore.',
  examples: [
    { title: 'After an audit', line: 'release nightly-20261121021700 --from s3://backups/prod' },
    {
      title: 'From a restore that died',
      line: 'release latest --restore shop-20261121031700-0a1b2c --from s3://backups/prod',
    },
  ],
  positionals: FACT_POSITIONALS,
  options: {
    reason: { type: 'string', valueName: 'TEXT', description: 'Why; kept on record' },
    restore: {
      type: 'string',
      valueName: 'NAME',
      description: 'End no hold, but what this restore said that it reads',
    },
    ...FACT_OPTIONS,
  },
  run: async (call) => {
    const { reason, restore } = call.options;
    const why = reason === undefined ? {} : { reason };
    return sayOfEach(call, (backup, standing) =>
      restore === undefined ? endHold(standing, why) : endUse(standing, { restore, backup: backup.name }),
    );
  },
});

function endHold({ hold }: Standing, why: { readonly reason?: string }): FactBody | undefined {
  return hold === undefined ? undefined : { type: 'release', ...why };
}

/** `item-not-found` where other restores read the backup: who mistypes one must not take the backup for released. */
function endUse(
  { readers }: Standing,
  { restore, backup }: { readonly restore: string; readonly backup: string },
): FactBody | undefined {
  const reader = readers.find((one) => one.restore === restore);
  if (reader !== undefined) return { type: 'used', run: reader.run };
  if (readers.length === 0) return undefined;
  const names = readers.map((one) => one.restore);
  const nearest = nearestName(restore, names);
  throw new RunError('item-not-found', `No restore ${restore} reads ${backup}`, {
    hint: nearest === undefined ? `It is read by ${names.join(', ')}.` : `Did you mean ${nearest}?`,
  });
}
