import { describe, expect, it } from 'vitest';
import { reportOfBackup, reportOfRun, type RunReport } from '../../../../src/domain/state/run-report.ts';
import { TRANSITIONS, type RunState } from '../../../../src/domain/state/run-state.ts';
import { STATE_WORDS } from '../../../../src/domain/state/words.ts';
import { projectList, projectOne } from '../../../../src/views/projections/project.ts';
import { VOCABULARIES } from '../../../../src/views/projections/vocabulary.ts';
import { aBackup } from '../../../support/builders.ts';
import { aCompletedJobResult, aFailedJobResult, aJobResult, aPartialJobResult } from '../../../support/run-results.ts';

const STATES = Object.keys(TRANSITIONS) as RunState[];

/** A report in a state, whatever led to it. */
function reportIn(state: RunState, action: RunReport['action'] = 'backup'): RunReport {
  return { ...reportOfRun(aCompletedJobResult({ action })), state, reached: state };
}

describe('a run in another system’s words', () => {
  it.each(STATES)('has every one of its words: %s', (state) => {
    const { velero, astra, cloudera, storware } = STATE_WORDS[state];
    const report = reportIn(state);

    expect(projectOne('velero', { report })).toMatchObject({ status: { phase: velero } });
    expect(projectOne('astra', { report })).toMatchObject({ state: astra });
    expect(projectOne('cloudera', { report })).toMatchObject({ backup: { backupJobState: cloudera } });
    expect(projectOne('storware', { report })).toEqual(
      storware === undefined
        ? expect.not.objectContaining({ state: expect.anything() as unknown })
        : expect.objectContaining({ state: expect.objectContaining({ name: storware }) as unknown }),
    );
  });

  it.each(VOCABULARIES)('is JSON, alone and in a list: %s', (vocabulary) => {
    const of = [{ report: reportOfRun(aPartialJobResult()) }];

    expect(JSON.stringify(projectOne(vocabulary, of[0]!))).toContain('{');
    expect(JSON.stringify(projectList(vocabulary, of, 'backups'))).toMatch(/nightly-2026|3f9c21ab/);
    expect(JSON.stringify(projectList(vocabulary, [], 'backups'))).toMatch(/\[\]/);
  });

  it.each(['planned', 'skipped'] as const)('is no backup that one could restore from where it was %s', (state) => {
    const report = { ...reportIn(state), stateUnready: [`${state}: nothing was stored`] };

    expect(projectOne('astra', { report })).toMatchObject({
      state: 'removed',
      stateUnready: [`${state}: nothing was stored`],
    });
    expect(projectOne('storware', { report })).toMatchObject({ state: { name: 'SUCCESS_REMOVED' } });
    expect(projectOne('velero', { report })).toMatchObject({
      status: { phase: state === 'planned' ? 'Planned' : 'Skipped' },
    });
    expect(projectOne('cloudera', { report })).toMatchObject({
      backup: { warnings: [{ text: `${state}: nothing was stored` }, expect.anything()] },
    });
  });

  it('is an appBackup of Astra Control, with lists that are empty and not left out', () => {
    expect(projectOne('astra', { report: reportOfRun(aJobResult()) })).toEqual({
      type: 'application/astra-appBackup',
      version: '1.2',
      id: '3f9c21ab-5d1e-4a8e-9a52-0d8a8c6f7e10',
      name: 'nightly-20261121021700',
      bucketID: 'main',
      scheduleID: 'backup-nightly',
      state: 'running',
      stateUnready: [],
      hookState: 'success',
      hookStateDetails: [],
      backupCreationTimestamp: expect.stringMatching(/^2026-11-21T/) as unknown,
      totalBytes: undefined,
      bytesDone: 812_000,
      percentDone: 8.1,
      metadata: expect.objectContaining({ labels: [], createdBy: 'job/lifeboat/backup-nightly-29920457' }) as unknown,
    });
  });

  it('is completed in Astra Control where it is partial, with the reasons', () => {
    expect(projectOne('astra', { report: reportOfRun(aPartialJobResult()) })).toMatchObject({
      state: 'completed',
      percentDone: 100,
      stateUnready: [
        expect.stringMatching(/^forbidden: /) as unknown,
        expect.stringMatching(/^item-too-large: /) as unknown,
      ],
    });
  });

  it('is a Backup of Cloudera’s Data Recovery Service, with all that its interface has', () => {
    const selected = { includedNamespaces: ['shop', 'vault'] };

    expect(projectOne('cloudera', { report: reportOfRun(aPartialJobResult()), selected })).toEqual({
      backup: {
        backupCreationTime: expect.any(String) as unknown,
        backupCrn: expect.stringMatching(/^crn:lifeboat:[^:]*::backup:nightly-20261121021700$/) as unknown,
        backupJob: 'backup-nightly-29920457',
        backupJobState: 'PARTIALLY_FAILED',
        backupName: 'nightly-20261121021700',
        backupPhase: 'FINISHED',
        backupUpdatedTime: '2026-11-21T02:17:40Z',
        includedNamespaces: ['shop', 'vault'],
        errors: expect.arrayContaining([
          {
            namespace: 'vault',
            text: expect.stringContaining('secrets') as unknown,
            timestamp: '2026-11-21T02:17:40Z',
          },
        ]) as unknown,
        warnings: [expect.objectContaining({ namespace: '' })],
      },
    });
  });

  it('is a Restore there, with the step that it has reached', () => {
    const restore = { name: 'shop-1', mode: 'Apply', backup: 'nightly-1', step: 'STOPPING_APPS' } as const;
    const report = reportOfRun(aJobResult({ action: 'restore', restore }));

    expect(projectOne('cloudera', { report })).toMatchObject({
      restore: { restoreJobState: 'IN_PROGRESS', restorePhase: 'STOPPING_APPS', successConditions: [] },
    });
    expect(projectList('cloudera', [{ report }], 'restores')).toMatchObject({
      restores: [{ restorePhase: 'STOPPING_APPS', restoreJobState: 'IN_PROGRESS' }],
    });
  });

  it('says nothing of a selection that is not known: an empty one would be everything', () => {
    const report = reportOfRun(aJobResult({ action: 'restore', restore: { name: 'shop-1', mode: 'Apply' } }));

    const { restore } = projectOne('cloudera', { report }) as { restore: object };

    expect(JSON.stringify(restore)).not.toMatch(/includedNamespaces|excludedResources/);
  });

  it('keeps its last phase there where its Job is being deleted', () => {
    const report = reportOfRun(aJobResult(), { job: 'being-deleted' });

    expect(projectOne('cloudera', { report })).toMatchObject({
      backup: { backupJobState: 'TERMINATING', backupPhase: 'SAVING_OBJECTS' },
    });
  });

  it('tells there what ended it, with its code', () => {
    expect(projectOne('cloudera', { report: reportOfRun(aFailedJobResult()) })).toMatchObject({
      backup: {
        backupJobState: 'FAILED',
        errors: [{ text: expect.stringMatching(/^permission-denied: /) as unknown }],
      },
    });
  });

  it('is a task of Storware, with times in milliseconds', () => {
    expect(projectOne('storware', { report: reportOfRun(aCompletedJobResult()) })).toMatchObject({
      guid: '3f9c21ab-5d1e-4a8e-9a52-0d8a8c6f7e10',
      type: { name: 'BACKUP', description: 'Backup' },
      state: { name: 'SUCCESS', description: 'Success' },
      finishTime: Date.parse('2026-11-21T02:17:40Z'),
      progress: 100,
      backupType: { name: 'FULL', description: 'Full' },
    });
  });

  it('is the Backup object that its location has, as Velero knows it', () => {
    const backup = aBackup();
    const report = reportOfBackup({ backup, location: 'main', lacksArchive: false });

    expect(projectOne('velero', { report, document: backup.document })).toBe(backup.document);
  });

  it('says in a Restore of Velero’s which backup it reads, and what became of it', () => {
    const restore = { name: 'shop-1', mode: 'Apply', backup: 'nightly-1' } as const;
    const report = reportOfRun(aFailedJobResult({ action: 'restore', restore }));

    expect(projectOne('velero', { report })).toMatchObject({
      kind: 'Restore',
      metadata: { name: 'shop-1' },
      spec: { backupName: 'nightly-1' },
      status: { phase: 'Failed', failureReason: expect.stringContaining('AccessDenied') as unknown },
    });
  });
});
