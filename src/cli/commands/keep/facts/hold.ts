import { RunError } from '../../../../domain/problem.ts';
import { defineCommand } from '../../../command.ts';
import { FACT_OPTIONS, FACT_POSITIONALS, sayOfEach } from './say-fact.ts';
import { untilOf } from './until.ts';

/** `lifeboat hold <backup>…`. */
export const hold = defineCommand({
  name: 'hold',
  summary: 'Keep backups whatever their retention says',
  description:
    'Nothing that Lifeboat does deletes a held backup: no retention, no prune, no delete. A hold is said beside the backup and changes nothing in it; release ends it. Who deletes with other tools, or with Velero, is not held back.',
  examples: [
    { title: 'For an audit', line: "hold nightly-20261121021700 --reason 'audit 2026' --from s3://backups/prod" },
    { title: 'For a while', line: 'hold latest --reason migration --until 2026-12-24T00:00:00Z' },
  ],
  positionals: FACT_POSITIONALS,
  options: {
    reason: { type: 'string', valueName: 'TEXT', description: 'Why; verdicts repeat it' },
    until: { type: 'string', valueName: 'TIME', description: 'When the hold ends: 2026-12-24T00:00:00Z; else never' },
    ...FACT_OPTIONS,
  },
  run: async (call) => {
    const { reason } = call.options;
    if (reason === undefined || reason.trim() === '') {
      throw new RunError('usage', 'It is not said why', {
        hint: 'Give --reason; whoever finds the backup later needs it.',
      });
    }
    const until = untilOf(call);
    if (until !== undefined && until <= call.ctx.clock.now()) {
      throw new RunError('usage', `${call.options.until} is over already`, { hint: 'Say a time that is to come.' });
    }
    return sayOfEach(call, () => ({ type: 'hold', reason: reason.trim(), ...(until && { until }) }));
  },
});
