import type { BackupDraft } from '../../archive/backup-store.ts';
import { lastWords } from '../../base/abort.ts';
import type { RunContext } from '../../base/context.ts';
import { type Backup, isGood } from '../../domain/backup/backup.ts';
import { adoptionWarnings, findServing } from '../../domain/backup/continuity.ts';
import { type BackupPlan, literalNamespaces, permittedPlan, planBackup } from '../../domain/backup/plan.ts';
import type { BackupPolicy } from '../../domain/backup/policy.ts';
import type { World } from '../../domain/backup/world.ts';
import { hookedNamespaces } from '../../domain/hooks/hooked-namespaces.ts';
import { backupNameOf } from '../../domain/identity/run-identity.ts';
import type { Entry } from '../../domain/entry.ts';
import { textAt } from '../../domain/json/exact-json.ts';
import { historyFacts } from '../../domain/objectives/judge-run.ts';
import { type Phase, phaseOf } from '../../domain/phase.ts';
import { RunError } from '../../domain/problem.ts';
import { judgeRetention, pruneAfterBackup } from './apply-retention.ts';
import type { BackupWork } from './backup-work.ts';
import { compareWithHistory, findingsOf } from './compare-with-history.ts';
import { collect } from './collect/collect.ts';
import { collecting } from './collect/collecting.ts';
import { commitDraft, type Filled, summaryOf } from './commit-draft.ts';
import { type History, readHistory } from './history.ts';
import { keepToWindow } from './keep-to-window.ts';
import { BackupHookRunner } from '../hooks/backup-hook-runner.ts';
import { missingHookRights } from '../hooks/hook-rights.ts';
import { recordedHooks } from '../hooks/recorded-hooks.ts';
import type { Journal } from '../journal.ts';
import { openDraft } from './open-draft.ts';
import { checkPermissions } from './permissions.ts';
import type { IdentifiedRun } from '../services.ts';
import { Tally } from './collect/tally.ts';
import { type ClusterFacts, identifyCluster, lookAtWorld } from './world.ts';

/**
 * Makes one backup: look at the world, plan, collect, verify, commit, judge retention. Returns the phase it ended in;
 * throws what ended it early. Once the commit object stands, `journal.result.backup.committed` says so.
 */
export async function makeBackup(ctx: RunContext, work: BackupWork): Promise<Phase> {
  const { cluster, backups, journal, run } = work;
  const facts = await identifyCluster(ctx, cluster);
  const startedAt = facts.now();
  journal.update({ cluster: { name: run.order.clusterName, uid: facts.uid, version: facts.version.gitVersion } });
  const history = await readHistory(ctx, backups, run, facts.uid);
  if (run.order.source !== undefined) journal.update({ history: historyFacts(othersIn(history)) });
  if (keepToWindow(ctx, work, startedAt)) return 'Skipped';
  const serving = work.hasWaited ? findServed(history, run) : undefined;
  if (serving !== undefined) return skip(journal, serving);
  journal.warn(ctx, ...adoptionWarnings(history.origin));
  if (work.isLocked) await sweep(ctx, work, history);

  const name = run.order.backupName ?? backupNameOf(run.order.source?.name, run.identity);
  const { runId, policy, clusterName, clusterUid } = history.origin;
  const claimant = { runId, policy, clusterName, clusterUid };
  const claim = { backup: name, origin: claimant, claimedAt: startedAt, isLocked: work.isLocked };
  const opened = await openDraft(ctx, backups, claim, work.isLocked);
  if ('committed' in opened) return resume(ctx, work, { history, facts }, opened.committed);
  journal.update({ backup: { name, folder: `backups/${name}/`, committed: false } });
  ctx.log.info({ backup: name, cluster: run.order.clusterName, kubernetes: facts.version.gitVersion }, 'backup begun');
  await using _closing = { [Symbol.asyncDispose]: async () => opened.draft.close() };
  try {
    const filled = await fillDraft(ctx, work, opened.draft);
    const compared = await compareWithHistory(ctx, work, history, filled);
    const backup = await commitDraft(ctx, work, filled, { origin: history.origin, facts, startedAt, ...compared });
    return await conclude(ctx, work, { history, facts }, backup);
  } catch (error) {
    if (journal.result.backup?.committed !== true) await discard(ctx, opened.draft);
    throw error;
  }
}

/** An attempt that comes after the commit of its own run finds that backup, too. */
function othersIn({ backups, origin }: History): readonly Backup[] {
  return backups.filter((backup) => backup.origin?.runId !== origin.runId);
}

/** What was seen before anything was done. */
interface Seen {
  readonly history: History;
  readonly facts: ClusterFacts;
}

/** A failed run leaves nothing but its record; what cannot be deleted now is swept by the policy's next run. */
async function discard(ctx: RunContext, draft: BackupDraft): Promise<void> {
  using last = lastWords(
    ctx,
    () => new RunError('deadline-exceeded', `Cannot delete what was stored of ${draft.name} in time`),
  );
  try {
    await draft.discard(last.ctx);
  } catch (error) {
    ctx.log.warn({ error }, 'what was stored of this attempt stays; the next run of the policy cleans it');
  }
}

/** Plans, checks permissions, and takes everything into the draft. */
async function fillDraft(ctx: RunContext, work: BackupWork, draft: BackupDraft): Promise<Filled> {
  const { cluster, journal, run } = work;
  const { policy } = run.order;
  const world = await lookAtWorld(ctx, cluster, policy.selection);
  const planned = planBackup(policy.selection, world, {
    ...policy,
    includeExclude: run.order.resourcePolicies?.includeExclude,
    groupLabel: textAt(policy.veleroSpec, 'volumeGroupSnapshotLabelKey'),
  });
  journal.error(ctx, ...planned.errors);
  journal.warn(ctx, ...planned.warnings, ...volumeFieldWarnings(policy.volumeDataFields));
  await journal.reached(ctx, 'discovered');
  const permitted = await checkPermissions(ctx, cluster, planned.steps);
  journal.error(ctx, ...permitted.errors);
  journal.warn(ctx, ...(await missingHookRights(ctx, cluster, hookedNamespacesOf(policy, world, planned))));

  const tally = new Tally(run.order.resourcePolicies?.volumePolicies);
  ctx.log.info({ lists: permitted.steps.length + planned.namespaceSteps.length }, 'collecting');
  await journal.reached(ctx, 'listing');
  const hooks = new BackupHookRunner({ cluster, journal, hooks: policy.hooks, redact: work.redact });
  const plan = permittedPlan(planned, permitted.steps);
  try {
    await collect(ctx, collecting({ cluster, draft, plan, journal, tally, attendant: hooks }));
  } finally {
    hooks.conclude(ctx);
  }
  if (tally.items === 0 && !policy.allowEmpty) throw whyNothing(journal.result.errors);
  const { items, related, claims } = tally;
  ctx.log.info({ items, related, types: tally.types().length, claims: claims.length }, 'collected');
  journal.update({ types: tally.types(), claims: tally.claimCounts() });
  await journal.reached(ctx, 'collected');
  return { draft, tally, hiddenNamespaces: plan.hiddenNamespaces };
}

function hookedNamespacesOf({ selection, hooks }: BackupPolicy, world: World, plan: BackupPlan): string[] {
  const selected = world.namespaces.map(({ name }) => name).filter((name) => plan.keepsNamespace(name));
  return hookedNamespaces(hooks.rules, selected, literalNamespaces(selection) !== undefined);
}

/** An empty backup is a failure; whether of the policy or of the rights, the errors tell. */
function whyNothing(errors: readonly Entry[]): RunError {
  const forbidden = errors.find(({ code }) => code === 'forbidden');
  if (forbidden !== undefined) {
    return new RunError('permission-denied', `Cannot back up anything of what is selected. ${forbidden.message}`);
  }
  return new RunError(
    'nothing-selected',
    'Cannot make a backup of nothing: the selection matches no object of this cluster',
    {
      hint: 'Check the namespaces, resources and labels of the policy, or set allowEmpty: true where this is meant',
    },
  );
}

function volumeFieldWarnings(fields: readonly string[]) {
  return fields.map((field) => ({
    code: 'volume-data-not-covered' as const,
    message: `The policy's field ${field} is about volume data, which this release does not back up`,
  }));
}

/** A good backup of the same policy that was begun after this run was due does what this run would do. */
function findServed(history: History, run: IdentifiedRun): Backup | undefined {
  if (run.order.overrides.length > 0) return undefined;
  return findServing(history.backups, { ...history.origin, scheduledFor: run.identity.scheduledFor }, isGood);
}

function skip(journal: Journal, serving: Backup): Phase {
  journal.update({
    message: `Backup ${serving.name}, made by another run of this policy while this one waited, serves the same goal`,
    backup: { name: serving.name, folder: `backups/${serving.name}/`, committed: true },
  });
  return 'Skipped';
}

/** Leftovers are nobody's backup: what cannot be cleaned is a warning. */
async function sweep(ctx: RunContext, { backups, journal }: BackupWork, history: History): Promise<void> {
  try {
    const cleaned = await backups.sweep(ctx, history.origin, history.uncommitted);
    if (cleaned.length > 0) ctx.log.info({ backups: cleaned }, 'cleaned what dead runs left');
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!(error instanceof RunError)) throw error;
    journal.warn(ctx, {
      code: 'leftovers-kept',
      message: `What earlier runs left uncommitted stays for now: ${error.message}`,
    });
  }
}

/** An earlier attempt of this run got as far as the commit: its backup is reported, nothing is made. */
async function resume(ctx: RunContext, work: BackupWork, seen: Seen, backup: Backup): Promise<Phase> {
  const { journal } = work;
  ctx.log.info({ backup: backup.name }, 'an earlier attempt of this run has committed the backup');
  const findings = await findingsOf(
    ctx,
    work,
    backup,
    'what the earlier attempt found cannot be read; it is told in numbers only',
  );
  const { types, claims, archiveBytes, entries } = findings ?? { entries: { errors: [], warnings: [] } };
  journal.update({
    backup: { ...summaryOf(backup), ...(archiveBytes && { archiveBytes }) },
    ...(types && { types }),
    ...(claims && { claims }),
    ...recordedHooks(backup),
  });
  journal.takeOver(entries, backup);
  return conclude(ctx, work, seen, backup);
}

/** Judges retention of a backup that stands. */
async function conclude(ctx: RunContext, work: BackupWork, { history, facts }: Seen, backup: Backup): Promise<Phase> {
  const now = facts.now();
  await judgeRetention(ctx, work, { backup, history: history.backups, now });
  await work.journal.reached(ctx, 'committed');
  await pruneAfterBackup(ctx, work, now);
  return phaseOf(backup.errors);
}
