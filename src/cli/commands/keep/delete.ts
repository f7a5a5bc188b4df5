import { RunError } from '../../../domain/problem.ts';
import type { DeleteOrder } from '../../../run/services.ts';
import { renderDoomedList } from '../../../views/keep/doomed-list.ts';
import { formatCount } from '../../../views/units.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import { takesColour } from '../../output.ts';
import { PLACE_OPTIONS } from '../find/places.ts';
import { performDelete } from '../run/perform-removal.ts';
import { RUN_OUTPUT } from '../run/perform-run.ts';
import { POD_OPTIONS, podFactsOf, RUN_OPTIONS } from '../run/run-options.ts';
import { isConfirmed } from './confirm.ts';
import { type Chosen, chooseDoomed, DELETE_FILTERS } from './what-to-delete.ts';

const OPTIONS = {
  ...DELETE_FILTERS,
  confirm: {
    type: 'integer',
    minimum: 0,
    valueName: 'COUNT',
    description: 'How many backups this deletes; else you are asked about one',
  },
  dryRun: { type: 'boolean', default: false, description: 'Show what would go, and delete nothing' },
  leaseNamespace: {
    type: 'string',
    rare: true,
    valueName: 'NAMESPACE',
    description: 'Outside a Job: take the Leases of the policies in this namespace, so that no run is at work',
  },
  velero: {
    type: 'boolean',
    default: false,
    description: 'Backups that Lifeboat did not make may go, too; see docs/retention.md',
  },
  ...PLACE_OPTIONS,
  ...RUN_OPTIONS,
  ...POD_OPTIONS,
  ...RUN_OUTPUT,
} as const;

const POSITIONALS = { backup: { variadic: true, description: 'Backups by name' } } as const;

type DeleteCall = Call<typeof OPTIONS, typeof POSITIONALS>;

/** `lifeboat delete <backup>…`. */
export const deleteCommand = defineCommand({
  name: 'delete',
  aliases: ['rm'],
  isRun: true,
  summary: 'Delete backups',
  description:
    'Deletes backups by name, or those that filters choose, all at once; a run of its own with a result. Held backups stay. More than one backup, or without a terminal, goes only with --confirm and their number.',
  examples: [
    { title: 'One backup', line: 'delete nightly-20261021021700 --from s3://backups/prod' },
    {
      title: 'What a policy left that is no more: look first',
      line: 'delete --policy old --older-than 2160h --dry-run',
    },
    { title: 'Then say how many', line: 'delete --policy old --older-than 2160h --confirm 12' },
  ],
  positionals: POSITIONALS,
  options: OPTIONS,
  run: async (call) => {
    const chosen = await chooseDoomed(call);
    await show(call, chosen);
    const count = chosen.backups.length;
    if (count === 0 || call.options.dryRun) return 0;
    if (!(await isConfirmed(call, { count, mayAsk: call.positionals.backup.length === 1 }))) return 0;
    const facts = podFactsOf(call.options);
    const pod = facts === undefined ? undefined : { ...facts, terminationLog: call.options.terminationLog };
    const order = orderOf(call, chosen);
    return performDelete(
      call,
      { policy: undefined, prepare: async () => ({ order }) },
      pod,
      order.leaseNamespace !== undefined,
    );
  },
});

function orderOf({ options }: DeleteCall, { location, backups }: Chosen): DeleteOrder {
  if (location.accessMode === 'ReadOnly') {
    throw new RunError('cannot-write', `Nothing can be deleted from ${location.name}: it is read-only`, {
      hint: 'Its accessMode says so.',
    });
  }
  return {
    source: undefined,
    overrides: [],
    location,
    clusterName: options.clusterName,
    timeoutMs: options.timeout,
    doomed: backups.map(({ backup }) => ({ name: backup.name, policy: backup.origin?.policy })),
    mayBeVeleros: options.velero,
    leaseNamespace: options.leaseNamespace,
  };
}

/** What goes, and what was chosen and stays, on standard error: standard output is the result's. */
async function show({ io, ctx, options }: DeleteCall, { backups, kept }: Chosen): Promise<void> {
  for (const { name, reason } of kept) io.stderr.write(`${name} stays: ${reason}\n`);
  if (backups.length === 0) {
    io.stderr.write('There is nothing to delete.\n');
    return;
  }
  const style = { noHeaders: options.noHeaders, hasColour: takesColour(io.stderr, io.env) };
  const out = options.dryRun ? io.stdout : io.stderr;
  out.write(renderDoomedList(backups, ctx.clock.now(), style));
  if (options.dryRun)
    io.stderr.write(`${formatCount(backups.length, 'backup')} would be deleted: --confirm ${backups.length}\n`);
}
