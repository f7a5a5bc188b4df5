import { describe, expect, it } from 'vitest';
import { standingOf, type StandingFacts } from '../../../../src/domain/find/standing.ts';
import { aRunResult } from '../../../support/builders.ts';

const JOB = { namespace: 'lifeboat', name: 'backup-1', uid: 'u1' };
const OPEN = aRunResult({ phase: 'InProgress', terminal: false, job: JOB });
const ENDED = aRunResult({ job: JOB, backup: { name: 'b', folder: 'backups/b/', committed: true } });
const NOTHING: StandingFacts = { job: undefined, wasJobAsked: false, hasBackup: undefined };

describe('standingOf', () => {
  it.each([
    ['finished', ENDED, {}],
    ['finished', ENDED, { hasBackup: true }],
    ['removed', ENDED, { hasBackup: false }],
    ['unknown', OPEN, {}],
    ['live', OPEN, { wasJobAsked: true, job: { uid: 'u1', hasFailed: false } }],
    ['lost', OPEN, { wasJobAsked: true, job: { uid: 'u1', hasFailed: true } }],
    ['lost', OPEN, { wasJobAsked: true, job: { uid: 'another', hasFailed: false } }],
    ['lost', OPEN, { wasJobAsked: true }],
  ] as const)('is %s', (standing, result, facts) => {
    const found = standingOf(result, { ...NOTHING, ...facts });

    expect(found.standing).toBe(standing);
    expect(found.why === undefined).toBe(standing === 'finished' || standing === 'live');
  });

  it('cannot tell of a run outside a Job whether it goes on', () => {
    const { job: _, ...byHand } = OPEN;

    expect(standingOf(byHand, { ...NOTHING, wasJobAsked: true }).standing).toBe('unknown');
  });
});
