import type { NotifyEvent } from '../../domain/notify/receiver.ts';
import type { TemplateValues } from '../../domain/notify/template.ts';
import type { RunResult } from '../../domain/result/result.ts';
import { renderHeadline, renderSummary, rootOf } from '../../views/summary.ts';
import { resultNameOf } from '../render-result.ts';

/** Entries beyond these are counted, and told by the result. */
const MOST_ENTRIES = 10;

/**
 * What is told of a run, as data: facts of its result, named as there. The policy's text, the items of a restore and what
 * hooks printed are not among them.
 */
export function eventData(result: RunResult, event: NotifyEvent): Readonly<Record<string, unknown>> {
  const { runId, action, phase, exitCode, reason, message, hint, trigger, scheduledFor, startedAt, completedAt } =
    result;
  const { job, cluster, location, claims, errorCount, warningCount, attempt, objectives } = result;
  const { verification, removal } = result;
  const { total, proven, sound, damaged } = verification ?? {};
  const { name, items, archiveBytes, committed, expiresAt } = result.backup ?? {};
  const text = event === 'Start' ? `attempt ${attempt} started` : renderHeadline(result);
  return {
    event,
    runId,
    action,
    phase,
    exitCode,
    reason,
    message,
    hint,
    trigger,
    scheduledFor,
    startedAt,
    completedAt,
    attempt,
    headline: text,
    summary: renderSummary(result),
    policy: result.policy && { name: result.policy.name, sha256: result.policy.sha256 },
    adHoc: (result.overrides ?? []).length > 0,
    job: job && { namespace: job.namespace, name: job.name, cronJob: job.cronJob, result: resultNameOf(result) },
    cluster: cluster && { name: cluster.name, uid: cluster.uid },
    location: location && { name: location.name, root: rootOf(result) ?? location.root },
    backup: result.backup && { name, items, archiveBytes, committed, expiresAt },
    restore: restoreData(result),
    verification: verification && { total, proven, sound, damaged },
    removal: removal && { total: removal.total, removed: removal.removed, kept: removal.kept },
    claims,
    objectives,
    errorCount,
    warningCount,
    errors: result.errors.slice(0, MOST_ENTRIES).map(({ code, message: text }) => ({ code, message: text })),
    warnings: result.warnings.slice(0, MOST_ENTRIES).map(({ code, message: text }) => ({ code, message: text })),
  };
}

function restoreData({ restore }: RunResult) {
  if (restore === undefined) return undefined;
  const { name, mode, backup, planDigest, planned, ended } = restore;
  return { name, mode, backup, planDigest, planned, ended };
}

/** The same in the words of templates. */
export function templateValues(result: RunResult, event: NotifyEvent): TemplateValues {
  return {
    action: result.action,
    backup: result.backup?.name ?? result.restore?.backup ?? '',
    cluster: result.cluster?.name ?? '',
    errors: String(result.errorCount),
    event,
    exitCode: result.exitCode?.toString() ?? '',
    headline: event === 'Start' ? `attempt ${result.attempt} started` : renderHeadline(result),
    hint: result.hint ?? '',
    job: result.job?.name ?? '',
    location: rootOf(result) ?? result.location?.root ?? '',
    message: result.message ?? '',
    namespace: result.job?.namespace ?? '',
    phase: result.phase,
    policy: result.policy?.name ?? '',
    reason: result.reason ?? '',
    restore: result.restore?.name ?? '',
    runId: result.runId,
    scheduledFor: result.scheduledFor,
    summary: renderSummary(result).trimEnd(),
    warnings: String(result.warningCount),
  };
}
