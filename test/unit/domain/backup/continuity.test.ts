import { describe, expect, it } from 'vitest';
import { isGood } from '../../../../src/domain/backup/backup.ts';
import { adoptionWarnings, findServing, historyOf, judgeContinuity } from '../../../../src/domain/backup/continuity.ts';
import { aBackup, anOrigin } from '../../../support/builders.ts';

const at = (time: string) => new Date(`2026-11-21T${time}Z`);

describe('historyOf', () => {
  it('counts backups of the same policy and cluster name, newest first, and no ad hoc ones', () => {
    const backups = [
      aBackup({ name: 'old', startedAt: at('01:00:00') }),
      aBackup({ name: 'new', startedAt: at('02:00:00') }),
      aBackup({ name: 'ad-hoc', origin: anOrigin({ adHoc: true }) }),
      aBackup({ name: 'other-policy', origin: anOrigin({ policy: 'weekly' }) }),
      aBackup({ name: 'other-cluster', origin: anOrigin({ clusterName: 'test' }) }),
      aBackup({ name: 'velero', origin: undefined }),
    ];

    const history = historyOf(backups, anOrigin());

    expect(history.map(({ name }) => name)).toEqual(['new', 'old']);
  });
});

describe('judgeContinuity', () => {
  const ours = anOrigin().clusterUid;
  const rebuilt = aBackup({ name: 'last', origin: anOrigin({ clusterUid: 'another' }) });

  it('goes on with an empty history, and with its own', () => {
    expect(judgeContinuity([], ours, false)).toEqual({ mayWrite: true, adoptedFrom: undefined });
    expect(judgeContinuity([aBackup()], ours, false)).toEqual({ mayWrite: true, adoptedFrom: undefined });
  });

  it('refuses the history of another cluster of the same name until a person adopts it', () => {
    expect(judgeContinuity([rebuilt], ours, false)).toEqual({ mayWrite: false, otherUid: 'another', latest: 'last' });
    expect(judgeContinuity([rebuilt], ours, true)).toEqual({ mayWrite: true, adoptedFrom: 'another' });
  });

  it('goes on after an adoption without being asked again', () => {
    expect(judgeContinuity([aBackup(), rebuilt], ours, false)).toEqual({ mayWrite: true, adoptedFrom: undefined });
  });
});

describe('adoptionWarnings', () => {
  it('names both clusters where a history is adopted, and is silent where it is not', () => {
    const adopted = adoptionWarnings(anOrigin({ clusterUid: 'new', adoptedFrom: 'old', clusterName: 'production' }));

    expect(adopted).toEqual([
      {
        code: 'adopted-history',
        message:
          'This cluster (new) goes on with the backups of cluster "production", which were made of another one (old)',
      },
    ]);
    expect(adoptionWarnings(anOrigin())).toEqual([]);
  });
});

describe('findServing', () => {
  const goal = { ...anOrigin({ runId: 'us' }), scheduledFor: at('02:17:00') };
  const theirs = anOrigin({ runId: 'them' });

  it.each([
    ['a good backup begun after we were due', { startedAt: at('02:18:00') }, true],
    ['one begun in the second we were due', { startedAt: at('02:17:00') }, false],
    ['one begun before we were due', { startedAt: at('02:16:59') }, false],
    ['one that is not good', { startedAt: at('02:18:00'), phase: 'PartiallyFailed' }, false],
    ['one of another policy text', { startedAt: at('02:18:00'), origin: { ...theirs, policyHash: 'b' } }, false],
    ['one of another cluster', { startedAt: at('02:18:00'), origin: { ...theirs, clusterUid: 'b' } }, false],
    ['our own', { startedAt: at('02:18:00'), origin: anOrigin({ runId: 'us' }) }, false],
  ])('%s: %s', (_, backup, serves) => {
    const found = findServing([aBackup({ origin: theirs, ...backup })], goal, isGood);

    expect(found !== undefined).toBe(serves);
  });
});
