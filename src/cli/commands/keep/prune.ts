import { RunError } from '../../../domain/problem.ts';
import { type Simulated, simulateRetention } from '../../../domain/retention/simulate.ts';
import type { PruneOrder } from '../../../run/services.ts';
import { renderVerdictList } from '../../../views/keep/verdict-list.ts';
import { formatCount } from '../../../views/units.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import { printAs, takesColour } from '../../output.ts';
import { POLICIES_OPTION } from '../../policies/read-policies.ts';
import { performPrune } from '../run/perform-removal.ts';
import { RUN_OUTPUT } from '../run/perform-run.ts';
import { readBook } from '../run/orders/policy-book.ts';
import { POD_OPTIONS, podFactsOf, RUN_OPTIONS } from '../run/run-options.ts';
import { isConfirmed } from './confirm.ts';
import { hypothesisOf } from './hypothesis.ts';
import { orderOfBook, type Outlook, outlookOf } from './judged.ts';

const OPTIONS = {
  dryRun: { type: 'boolean', default: false, description: 'Print the verdicts, and delete nothing' },
  simulate: {
    type: 'string',
    valueName: 'HISTORY',
    description: "Judge backups that never were: 'every 24h for 400 days'",
  },
  confirm: {
    type: 'integer',
    minimum: 0,
    valueName: 'COUNT',
    description: 'How many backups this deletes; else you are asked',
  },
  leaseNamespace: {
    type: 'string',
    rare: true,
    valueName: 'NAMESPACE',
    description: 'Outside a Job: take the Leases of the policies in this namespace, so that no run is at work',
  },
  policies: POLICIES_OPTION,
  ...RUN_OPTIONS,
  ...POD_OPTIONS,
  ...RUN_OUTPUT,
} as const;

const POSITIONALS = {
  policy: { description: 'Name of a BackupPolicy or PrunePolicy; else all BackupPolicies' },
} as const;

type PruneCall = Call<typeof OPTIONS, typeof POSITIONALS>;

/** `lifeboat prune [<policy>]`. */
export const prune = defineCommand({
  name: 'prune',
  isRun: true,
  summary: 'Delete backups that no rule of retention keeps',
  description:
    'Judges the backups of this cluster name by the ttl and retention of their own policies, says of each why, and deletes the others once somebody agreed. Ad hoc backups and those of other makers are not judged. Opened downloads that ended 30 days ago are forgotten. A Job does it with a PrunePolicy: lifeboat run <policy>.',
  examples: [
    {
      title: 'What would go, and why',
      line: 'prune nightly --dry-run --policies ./policies --cluster-name production',
    },
    { title: 'What a policy will keep one day', line: "prune nightly --simulate 'every 24h for 400 days'" },
    { title: 'Delete, by script', line: 'prune nightly --confirm 3' },
  ],
  positionals: POSITIONALS,
  options: OPTIONS,
  run: async (call) => {
    const { ctx, options, positionals } = call;
    const order = orderOfBook(ctx, call, await readBook(ctx, call), positionals.policy);
    if (options.simulate !== undefined) return simulate(call, order, options.simulate);
    const { verdicts, downloads } = await outlookOf(ctx, order);
    if (options.dryRun) return printOutlook(call, { verdicts, downloads });
    const count = verdicts.filter(({ keep }) => !keep).length;
    // Who asks for a document gets one: there the run is performed, and says that it had nothing to do.
    if (count === 0 && downloads === 0 && !['json', 'yaml'].includes(options.output)) {
      call.io.stderr.write(`${formatCount(verdicts.length, 'backup')} judged: there is nothing to delete.\n`);
      return 0;
    }
    if (count > 0) {
      const going = verdicts.filter(({ keep }) => !keep);
      call.io.stderr.write(renderVerdictList(going, styleOf(call)));
      if (!(await isConfirmed(call, { count, mayAsk: true }))) return 0;
    }
    const facts = podFactsOf(options);
    const { leaseNamespace } = options;
    // A run by hand is none of its policy: the pointer to the latest result of that one is not its to move.
    const agreed: PruneOrder = { ...order, source: undefined, leaseNamespace };
    const pod = facts === undefined ? undefined : { ...facts, terminationLog: options.terminationLog };
    return performPrune(
      call,
      { policy: undefined, prepare: async () => ({ order: agreed }) },
      pod,
      leaseNamespace !== undefined,
    );
  },
});

async function printOutlook(call: PruneCall, { verdicts, downloads }: Outlook): Promise<number> {
  const going = verdicts.filter(({ keep }) => !keep);
  const table = () => renderVerdictList(verdicts, styleOf(call));
  await printAs(call, {
    table,
    wide: table,
    document: () => ({ apiVersion: 'lifeboat.dev/v1alpha1', kind: 'VerdictList', downloads, items: verdicts }),
    names: () => going.map(({ backup }) => backup),
  });
  const forgotten = downloads === 0 ? '' : `; ${formatCount(downloads, 'opened download')} would be forgotten`;
  const judged = formatCount(verdicts.length, 'backup');
  call.io.stderr.write(`${judged} judged, ${going.length} would be deleted${forgotten}\n`);
  return 0;
}

async function simulate(call: PruneCall, { judged }: PruneOrder, text: string): Promise<number> {
  const [only, ...more] = judged;
  if (only === undefined || more.length > 0) {
    throw new RunError('usage', `There are several policies: ${judged.map(({ name }) => name).join(', ')}`, {
      hint: 'Name the one whose retention is to be simulated.',
    });
  }
  const where = { policy: only.name, now: call.ctx.clock.now() };
  const simulated = simulateRetention(only.retention, hypothesisOf(text), where);
  const kept = simulated.verdicts.filter(({ keep }) => keep);
  const table = () => renderVerdictList(kept, styleOf(call));
  await printAs(call, {
    table,
    wide: table,
    document: () => ({ apiVersion: 'lifeboat.dev/v1alpha1', kind: 'VerdictList', ...countsOf(simulated), items: kept }),
    names: () => kept.map(({ backup }) => backup),
  });
  const { made, deleted, most } = simulated;
  call.io.stderr.write(
    `${formatCount(made, 'backup')} made, ${deleted} deleted, ${kept.length} kept; never more than ${most} at once\n`,
  );
  return 0;
}

function countsOf({ made, deleted, most }: Simulated) {
  return { made, deleted, most };
}

function styleOf({ io, options }: PruneCall) {
  return { noHeaders: options.noHeaders, hasColour: takesColour(io.stdout, io.env) };
}
