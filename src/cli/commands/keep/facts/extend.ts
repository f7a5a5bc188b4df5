import { RunError } from '../../../../domain/problem.ts';
import { formatTime } from '../../../../domain/time.ts';
import { defineCommand } from '../../../command.ts';
import { FACT_OPTIONS, FACT_POSITIONALS, sayOfEach } from './say-fact.ts';
import { untilOf } from './until.ts';

/** `lifeboat extend <backup>…`. */
export const extend = defineCommand({
  name: 'extend',
  summary: 'Let backups expire later',
  description: 'An expiry only moves away: what was promised for longer is never taken back.',
  examples: [
    { title: 'Thirty days more', line: 'extend nightly-20261121021700 --by 720h --from s3://backups/prod' },
    { title: 'Until a date', line: 'extend latest --until 2027-12-31 --from ./backups' },
  ],
  positionals: FACT_POSITIONALS,
  options: {
    by: { type: 'duration', valueName: 'DURATION', description: 'How much later than it expires now: 720h' },
    until: { type: 'string', valueName: 'TIME', description: 'When it expires then: 2027-12-31T00:00:00Z' },
    ...FACT_OPTIONS,
  },
  run: async (call) => {
    const { by, until: given } = call.options;
    if ((by === undefined) === (given === undefined)) {
      throw new RunError('usage', 'It is not clear until when', { hint: 'Give one of --by and --until.' });
    }
    const until = untilOf(call);
    return sayOfEach(call, ({ name }, { expiresAt }) => {
      if (expiresAt === undefined) {
        throw new RunError('usage', `${name} has no expiry that could be moved`, { hint: 'It is kept anyway.' });
      }
      const next = until ?? new Date(Math.max(expiresAt.getTime(), call.ctx.clock.now().getTime()) + (by ?? 0));
      if (next > expiresAt) return { type: 'extend', expiresAt: next };
      throw new RunError('usage', `${name} expires later already, at ${formatTime(expiresAt)}`, {
        hint: 'An expiry only moves away. Delete the backup when it is not needed.',
      });
    });
  },
});
