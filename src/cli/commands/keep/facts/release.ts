import type { FactBody, Standing } from '../../../../domain/backup/facts.ts';
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
    return sayOfEach(call, (_, standing) =>
      restore === undefined ? endHold(standing, why) : endUse(standing, restore),
    );
  },
});

function endHold({ hold }: Standing, why: { readonly reason?: string }): FactBody | undefined {
  return hold === undefined ? undefined : { type: 'release', ...why };
}

function endUse({ readers }: Standing, restore: string): FactBody | undefined {
  const reader = readers.find((one) => one.restore === restore);
  return reader && { type: 'used', run: reader.run };
}
