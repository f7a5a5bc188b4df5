import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderMetrics } from '../../../../src/domain/metrics/metric.ts';
import { runMetrics } from '../../../../src/domain/metrics/run-metrics.ts';
import type { RunResult } from '../../../../src/domain/result/result.ts';
import { anAppliedResult } from '../../../support/restore-results.ts';
import { aCompletedJobResult, aFailedJobResult } from '../../../support/run-results.ts';

const CLUSTER = { name: 'prod', uid: 'u', version: 'v1.36.3' };
const HISTORY = { backups: 30, lastGood: { backup: 'nightly-20261120021700', startedAt: '2026-11-20T02:17:02Z' } };
const LABELS = 'policy="nightly",action="backup",cluster="prod"';

const samplesOf = (result: RunResult) =>
  renderMetrics(runMetrics(result, {}))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

function sampleOf(result: RunResult, name: string): string | undefined {
  return samplesOf(result).find((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

/** A run of each sort that tells all that such a run may tell. */
function everyRun(): readonly RunResult[] {
  const verdict = { limitSeconds: 60, actualSeconds: 30, isMissed: false, reason: '' };
  const objectives = { policy: 'nightly', rpo: verdict, rto: verdict, missedSlots: 0, isMissed: false };
  return [
    aCompletedJobResult({ history: HISTORY, objectives }),
    anAppliedResult(),
    aCompletedJobResult({ action: 'prune', removal: { total: 1, removed: 1, kept: 0, backups: [] } }),
    aCompletedJobResult({ action: 'verify', verification: { total: 1, proven: 1, sound: 0, damaged: 0, backups: [] } }),
  ];
}

describe('the metrics of a run', () => {
  it('say when the newest good backup was begun: this one', () => {
    const result = aCompletedJobResult({ cluster: CLUSTER, history: HISTORY });
    const began = Date.parse(result.startedAt) / 1_000;

    expect(sampleOf(result, 'lifeboat_backup_last_success_timestamp_seconds')).toMatch(
      new RegExp(`\\{${LABELS}\\} ${began}$`),
    );
    expect(sampleOf(result, 'velero_backup_last_successful_timestamp')).toBe(
      `velero_backup_last_successful_timestamp{schedule="nightly"} ${began}`,
    );
    expect(sampleOf(result, 'lifeboat_backup_backups')).toMatch(/ 31$/);
    expect(sampleOf(result, 'velero_backup_last_status')).toMatch(/ 1$/);
    expect(sampleOf(result, 'velero_backup_total')).toBe('velero_backup_total 31');
  });

  it('say it of the one before where this run failed: a gauge that is reset lies', () => {
    const result = aFailedJobResult({ cluster: CLUSTER, history: HISTORY });

    expect(sampleOf(result, 'lifeboat_backup_last_success_timestamp_seconds')).toMatch(
      new RegExp(` ${Date.parse('2026-11-20T02:17:02Z') / 1_000}$`),
    );
    expect(sampleOf(result, 'velero_backup_last_status')).toMatch(/ 0$/);
  });

  it('leave out what is not known, rather than call it zero', () => {
    const result = aFailedJobResult();

    expect(sampleOf(result, 'lifeboat_backup_last_success_timestamp_seconds')).toBeUndefined();
    expect(sampleOf(result, 'lifeboat_backup_backups')).toBeUndefined();
    expect(sampleOf(result, 'lifeboat_backup_items')).toBeUndefined();
  });

  it('do not take an ad hoc run for a success of its policy', () => {
    const result = aCompletedJobResult({ overrides: ['--include-namespaces=shop'], history: HISTORY });

    expect(sampleOf(result, 'velero_backup_last_successful_timestamp')).toMatch(
      new RegExp(` ${Date.parse('2026-11-20T02:17:02Z') / 1_000}$`),
    );
  });

  it('give the phase as one of all', () => {
    const phases = samplesOf(aCompletedJobResult()).filter((line) => line.startsWith('lifeboat_run_phase'));

    expect(phases).toHaveLength(7);
    expect(phases.filter((line) => line.endsWith(' 1'))).toEqual([expect.stringContaining('phase="Completed"')]);
  });

  it('tell promises, what they came to, and what is missed', () => {
    const rpo = { limitSeconds: 90_000, actualSeconds: 259_240, isMissed: true, reason: '' };
    const objectives = { policy: 'nightly', rpo, missedSlots: 2, isMissed: true };

    const samples = samplesOf(aCompletedJobResult({ cluster: CLUSTER, objectives })).filter((line) =>
      line.startsWith('lifeboat_objective'),
    );

    expect(samples).toEqual([
      'lifeboat_objective_limit_seconds{policy="nightly",cluster="prod",objective="rpo"} 90000',
      'lifeboat_objective_actual_seconds{policy="nightly",cluster="prod",objective="rpo"} 259240',
      'lifeboat_objective_missed{policy="nightly",cluster="prod",objective="rpo"} 1',
      'lifeboat_objective_missed_slots{policy="nightly",cluster="prod"} 2',
    ]);
  });

  it('tell a restore by how its items ended, and nothing of Velero’s backups', () => {
    const samples = samplesOf(anAppliedResult());

    expect(samples.some((line) => /^lifeboat_restore_items\{.*end="created"\} \d+$/.test(line))).toBe(true);
    expect(samples.filter((line) => line.startsWith('velero_'))).toEqual([]);
  });

  it('tell what a verification found, and what became of backups that were to go', () => {
    const verification = { total: 3, proven: 1, sound: 0, damaged: 2, backups: [] };
    const removal = { total: 2, removed: 2, kept: 0, backups: [] };

    const told = [
      ...samplesOf(aCompletedJobResult({ action: 'verify', verification })),
      ...samplesOf(aCompletedJobResult({ action: 'prune', removal })),
    ].filter((line) => /^lifeboat_(verify|removal)/.test(line));

    expect(told.map((line) => line.replace('policy="nightly",', '').replace('cluster="production",', ''))).toEqual([
      'lifeboat_verify_backups{action="verify",outcome="proven"} 1',
      'lifeboat_verify_backups{action="verify",outcome="sound"} 0',
      'lifeboat_verify_backups{action="verify",outcome="damaged"} 2',
      'lifeboat_removal_backups{action="prune",end="removed"} 2',
      'lifeboat_removal_backups{action="prune",end="kept"} 0',
    ]);
  });

  it('are labelled with what the run was called for where it ended before it knew', () => {
    const { policy: _, cluster: __, ...unknown } = aFailedJobResult();
    const samples = renderMetrics(runMetrics(unknown, { policy: 'nightly', cluster: 'prod' }));

    expect(samples).toContain(`lifeboat_run_errors{${LABELS}} 0`);
    expect(samples).toContain('velero_backup_last_status{schedule="nightly"} 0');
  });

  it('are those of docs/metrics.md: each is explained there, and none else', () => {
    const page = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');
    const explained = [...page.matchAll(/^\| `((?:lifeboat|velero)_\w+)` \|/gm)].map(([, name]) => name!);

    const rendered = everyRun().flatMap((result) => samplesOf(result).map((line) => /^\w+/.exec(line)![0]));

    expect(explained.toSorted()).toEqual([...new Set(rendered)].toSorted());
  });

  it('follow the rules of Prometheus for names', () => {
    const names = runMetrics(aCompletedJobResult(), {}).map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^(lifeboat|velero)_[a-z]+(_[a-z]+)*$/.test(name))).toEqual([]);
  });
});
