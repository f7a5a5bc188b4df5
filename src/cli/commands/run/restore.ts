import type { RunContext } from '../../../base/context.ts';
import { RunError } from '../../../domain/problem.ts';
import type { RestorePolicy } from '../../../domain/restore/policy.ts';
import type { RunResult } from '../../../domain/result/result.ts';
import type { RestoreOrder } from '../../../run/services.ts';
import { defineCommand } from '../../command.ts';
import type { WithManifests } from './orders/referenced-config-map.ts';
import { requestHashOf, restorePolicyOf, withFields } from './orders/restore-document.ts';
import { exitCodeOfResult } from './perform-run.ts';
import { askYesNo } from './restore/ask.ts';
import { RESTORE_OPTIONS } from './restore/restore-options.ts';
import { RUN_OPTIONS } from './run-options.ts';
import { type RestoreCall, sourceOf, type WhatToRestore, whatToRestore } from './restore/what-to-restore.ts';

/** `lifeboat restore <backup>`: a restore by hand. */
export const restore = defineCommand({
  name: 'restore',
  isRun: true,
  summary: 'Restore by hand: show the plan, ask, apply',
  description:
    'Plans first, and writes nothing. On a terminal it then asks; elsewhere it applies with --yes alone. What is agreed to is that plan: if the cluster moves in between, nothing is written (plan-stale). Runs with the rights of whoever calls it and leaves no result in the cluster.',
  examples: [
    { title: 'One namespace into a copy', line: 'restore latest --from ./backups -n shop --map shop=shop-copy' },
    { title: 'One object', line: 'restore nightly --from s3://backups/prod --item deployments/shop/web' },
    { title: 'What a RestorePolicy says', line: 'restore shop-drill --policies ./policies' },
    {
      title: 'Request and Job for the cluster to do it',
      line: 'restore latest --from s3://backups/prod --location main -n shop --dry-run -o yaml',
    },
  ],
  positionals: {
    backup: { description: 'latest, a backup, a policy or Velero Schedule, or a RestorePolicy' },
  },
  options: RESTORE_OPTIONS,
  run: async (call) => {
    refuseContradictions(call);
    if (call.options.plan !== undefined) return applySaved(call, call.options.plan);
    const { stem } = sourceOf(call);
    if (call.options.dryRun) return writeOnly(call);
    if (call.options.output === 'yaml' && !call.options.yes) return writePolicy(call);
    return planAndApply(call, stem);
  },
});

function refuseContradictions({ options, given }: RestoreCall): void {
  if (options.yes && options.dryRun) {
    throw new RunError('usage', `${given.get('yes')} applies, and ${given.get('dryRun')} does nothing`, {
      hint: 'Leave one of them out.',
    });
  }
  if (options.savePlan !== undefined && (options.yes || options.dryRun)) {
    const other = given.get(options.yes ? 'yes' : 'dryRun');
    throw new RunError('usage', `${given.get('savePlan')} makes a plan and keeps it; it does not go with ${other}`, {
      hint: `Leave ${other} out; --plan applies the saved plan later.`,
    });
  }
  if (options.dryRun || options.from === undefined || options.location === undefined) return;
  throw new RunError('usage', `${given.get('from')} and ${given.get('location')} both say where backups are`, {
    hint: 'Leave one of them out.',
  });
}

async function writeOnly(call: RestoreCall): Promise<number> {
  const { writeRequest } = await import('./restore/written-request.ts');
  const what = await whatToRestore(call.ctx, call);
  if ('problems' in what) throw new RunError('policy-invalid', what.problems.join('\n'));
  await writeRequest(call, what);
  return 0;
}

/** As Velero's command line has it: the document of what would be done, which is a RestorePolicy here. */
async function writePolicy(call: RestoreCall): Promise<number> {
  const { renderYaml } = await import('../../../views/yaml-document.ts');
  const what = await whatToRestore(call.ctx, call);
  if ('problems' in what) throw new RunError('policy-invalid', what.problems.join('\n'));
  const { name, spec } = what;
  restorePolicyOf(name, spec, call.ctx.clock.now());
  const head = { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'RestorePolicy', metadata: { name } };
  call.io.stdout.write(renderYaml({ ...head, spec }));
  return 0;
}

/** What a person has agreed to: nothing else may be applied. */
interface Agreement {
  readonly digest: string | undefined;
  readonly backup: string | undefined;
}

async function planAndApply(call: RestoreCall, stem: string | undefined): Promise<number> {
  const { performRestore, printRestore, restoreOnce } = await import('./perform-restore.ts');
  // Looked up once: what is applied is what was planned, whatever is written to location and policies in between.
  let found: ReturnType<typeof whatToRestore> | undefined;
  const wanted = (mode: RestorePolicy['mode'], agreed?: Agreement) => () => ({
    policy: undefined,
    prepare: async (ctx: RunContext): Promise<WithManifests<RestoreOrder>> => {
      found ??= whatToRestore(ctx, call);
      const what = await found;
      if ('problems' in what) return what;
      const { configMaps } = what;
      return { order: { ...orderOf(ctx, call, what, { mode, agreed }), stem }, configMaps };
    },
  });
  if (call.options.yes) return performRestore(call, wanted('Apply'), undefined);
  const plan = await restoreOnce(call, wanted('Plan'), undefined);
  await printRestore(call, plan);
  if (call.options.savePlan !== undefined) return keepPlan(call, plan, await found);
  if (plan.phase !== 'Planned' || !(await isAgreed(call, plan))) return exitCodeOfResult(plan);
  const agreed = { digest: plan.restore?.planDigest, backup: plan.restore?.backup };
  return performRestore(call, wanted('Apply', agreed), undefined);
}

/** Keeps a plan that was made; one that was not needs no file. */
async function keepPlan(
  { io, ctx, options: { savePlan: file = '' } }: RestoreCall,
  plan: RunResult,
  what: Awaited<ReturnType<typeof whatToRestore>> | undefined,
): Promise<number> {
  if (plan.phase !== 'Planned' || what === undefined || 'problems' in what) return exitCodeOfResult(plan);
  const { savePlan } = await import('./restore/plan-file.ts');
  await savePlan({ cwd: io.cwd, file }, what, { result: plan, now: ctx.clock.now() });
  io.stderr.write(`The plan is in ${file}. Apply it with lifeboat restore --plan ${file}\n`);
  return exitCodeOfResult(plan);
}

/** Options that go with a saved plan: it says itself what is restored, from where, and how. */
const BESIDE_A_PLAN: ReadonlySet<string> = new Set([
  'plan',
  'yes',
  'wait',
  'noHeaders',
  'output',
  ...Object.keys(RUN_OPTIONS),
]);

async function applySaved(call: RestoreCall, file: string): Promise<number> {
  const { given, options, positionals, io, ctx } = call;
  const isSaid = (key: string) => key in RESTORE_OPTIONS && given.get(key)?.startsWith('-') === true;
  const other = Object.keys(RESTORE_OPTIONS).find((key) => isSaid(key) && !BESIDE_A_PLAN.has(key));
  const word = positionals.backup ?? (other === undefined ? undefined : given.get(other));
  if (word !== undefined) {
    throw new RunError('usage', `${given.get('plan')} says already what is restored: ${word} does not go with it`, {
      hint: `Leave ${word} out, or make another plan.`,
    });
  }
  const { performRestore } = await import('./perform-restore.ts');
  const { readPlan } = await import('./restore/plan-file.ts');
  const { policy, location, configMaps, source, digest, clusterUid, clusterName } = await readPlan(
    { cwd: io.cwd, file },
    ctx.clock.now(),
  );
  const order: RestoreOrder = {
    policy,
    source,
    overrides: [],
    location,
    clusterName: given.has('clusterName') ? options.clusterName : clusterName,
    timeoutMs: options.timeout ?? policy.timeoutMs,
    expectedDigest: digest,
    expectedCluster: clusterUid,
    requestHash: source.sha256,
  };
  const prepare = async (): Promise<WithManifests<RestoreOrder>> => ({ order, configMaps });
  return performRestore(call, () => ({ policy: undefined, prepare }), undefined);
}

function orderOf(
  ctx: RunContext,
  { options }: RestoreCall,
  { name, spec, location, source, overrides }: WhatToRestore,
  { mode, agreed }: { readonly mode: RestorePolicy['mode']; readonly agreed: Agreement | undefined },
): RestoreOrder {
  const pinned = agreed?.backup === undefined ? {} : { backupName: agreed.backup };
  const effective = withFields(spec, { ...pinned, mode });
  const policy = restorePolicyOf(name, effective, ctx.clock.now());
  return {
    policy,
    source,
    overrides,
    location,
    clusterName: options.clusterName,
    timeoutMs: options.timeout ?? policy.timeoutMs,
    expectedDigest: agreed?.digest ?? policy.planDigest,
    requestHash: requestHashOf(effective),
  };
}

/** Whether the plan is to be applied: there is something to do, somebody to ask, and the answer is yes. */
async function isAgreed({ io, ctx, options }: RestoreCall, plan: RunResult): Promise<boolean> {
  const { create = 0, update = 0, recreate = 0, unknown = 0 } = plan.restore?.planned ?? {};
  if (create + update + recreate + unknown === 0) {
    io.stderr.write('There is nothing to do.\n');
    return false;
  }
  const isForPeople = options.output === 'table' || options.output === 'wide';
  if (!isForPeople || options.policies === '-' || !io.canAsk()) {
    io.stderr.write('Nothing was changed: this is the plan. Add --yes to apply it.\n');
    return false;
  }
  let isYes = false;
  try {
    isYes = await askYesNo(io, ctx.signal, 'Apply this plan?');
  } finally {
    if (!isYes) io.stderr.write('Nothing was changed.\n');
  }
  return isYes;
}
