import { describe, expect, it } from 'vitest';
import { enterState, isEnd, type RunState, TRANSITIONS } from '../../../../src/domain/state/run-state.ts';
import { stateReached } from '../../../../src/domain/state/state-of-run.ts';
import { aCompletedJobResult, aJobResult } from '../../../support/run-results.ts';

const STATES = Object.keys(TRANSITIONS) as RunState[];
const PAIRS = STATES.flatMap((from) => STATES.map((to) => ({ from, to })));
const LEGAL = PAIRS.filter(({ from, to }) => TRANSITIONS[from].includes(to));
const ILLEGAL = PAIRS.filter(({ from, to }) => from !== to && !TRANSITIONS[from].includes(to));

describe('the state of a run', () => {
  it.each(LEGAL)('goes over from $from to $to', ({ from, to }) => {
    expect(enterState(from, to)).toBe(to);
  });

  it.each(ILLEGAL)('never goes over from $from to $to', ({ from, to }) => {
    expect(() => enterState(from, to)).toThrow(expect.objectContaining({ code: 'internal' }));
  });

  it.each(STATES)('stays %s as long as nothing happens', (state) => {
    expect(enterState(state, state)).toBe(state);
  });

  it('leads everywhere from pending, and from an end only to the loss of what was made', () => {
    const seen = new Set<RunState>(['pending']);
    for (const state of seen) for (const next of TRANSITIONS[state]) seen.add(next);
    const afterEnds = STATES.filter((state) => isEnd(state)).flatMap((state) => TRANSITIONS[state]);

    expect([...seen].toSorted()).toEqual(STATES.toSorted());
    expect(new Set(afterEnds)).toEqual(new Set(['terminating', 'removed', 'unknown']));
  });
});

describe('the steps of a run', () => {
  const BACKUP = [
    'started',
    'locked',
    'claimed',
    'discovered',
    'listing',
    'collected',
    'sealed',
    'uploaded',
    'verified',
    'committing',
    'committed',
    'judged',
    'removed',
    'publishing',
  ];
  const RESTORE = ['started', 'locked', 'claimed', 'opened', 'discovered', 'planned', 'applying', 'restoring claims'];
  const OF_ACTIONS = [
    { action: 'backup', steps: BACKUP },
    { action: 'restore', steps: [...RESTORE, 'restoring what is left', 'applied', 'running hooks', 'publishing'] },
    { action: 'delete', steps: ['started', 'locked', 'claimed', 'removed'] },
    { action: 'prune', steps: ['started', 'locked', 'claimed', 'judged', 'removed'] },
    { action: 'verify', steps: ['started', 'locked', 'claimed', 'opened', 'verified'] },
  ] as const;

  it.each(OF_ACTIONS)('lead a $action from pending to its end by legal ways alone', ({ action, steps }) => {
    const { progress } = aJobResult();
    const states = steps.map((step) => stateReached(aJobResult({ action, progress: { ...progress, step } })));

    const ways = states.map((to, i) => enterState(states[i - 1] ?? 'pending', to));

    expect(ways).toEqual(states);
    expect(states[0]).toBe('pending');
    expect(enterState(states.at(-1)!, stateReached(aCompletedJobResult({ action })))).toBe('completed');
  });

  it.each(OF_ACTIONS)('lead a $action back to pending from wherever its Pod ends', ({ action, steps }) => {
    const { progress } = aJobResult();
    const states = steps.map((step) => stateReached(aJobResult({ action, progress: { ...progress, step } })));

    expect(states.map((from) => enterState(from, 'pending'))).toEqual(states.map(() => 'pending'));
  });
});
