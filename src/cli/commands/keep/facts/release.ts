import { defineCommand } from '../../../command.ts';
import { FACT_OPTIONS, FACT_POSITIONALS, sayOfEach } from './say-fact.ts';

/** `lifeboat release <backup>…`. */
export const release = defineCommand({
  name: 'release',
  summary: 'End every hold on backups',
  description: 'From now on retention decides again. What was said of a backup before stays on record.',
  examples: [{ title: 'After an audit', line: 'release nightly-20261121021700 --from s3://backups/prod' }],
  positionals: FACT_POSITIONALS,
  options: { reason: { type: 'string', valueName: 'TEXT', description: 'Why; kept on record' }, ...FACT_OPTIONS },
  run: async (call) => {
    const { reason } = call.options;
    return sayOfEach(call, (_, { held }) =>
      held === undefined ? undefined : { type: 'release', ...(reason !== undefined && { reason }) },
    );
  },
});
