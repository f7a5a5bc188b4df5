import { describe, expect, it } from 'vitest';
import { phasesMeant, stateHint } from '../../../../../src/domain/find/filter/states.ts';
import { STATE_WORDS } from '../../../../../src/domain/state/words.ts';

describe('phasesMeant', () => {
  it.each([
    ['Failed', ['Failed']],
    ['FAILED', ['Failed', 'FailedValidation']],
    ['failed', ['Failed', 'FailedValidation']],
    ['NOT_STARTED', ['New', 'Queued', 'ReadyToStart']],
    ['partial_success', ['PartiallyFailed']],
    ['completed', ['Completed']],
    ['planned', ['Planned']],
    ['QUEUED', ['New', 'Queued', 'ReadyToStart']],
    ['Queued', ['Queued']],
    ['discovering', ['InProgress']],
    ['removed', ['Planned', 'Skipped', 'Deleting']],
    ['SUCCESS_REMOVED', ['Planned', 'Skipped']],
    ['nonsense', undefined],
  ])('%s', (word, phases) => {
    expect(phasesMeant(word)).toEqual(phases);
  });

  it('understands each word that a projection writes', () => {
    const words = Object.values(STATE_WORDS).flatMap((one) => Object.values(one) as (string | undefined)[]);

    const strange = words.filter((word) => word !== undefined && phasesMeant(word) === undefined);

    expect(strange).toEqual([]);
  });
});

describe('stateHint', () => {
  it('names the word that is nearest', () => {
    expect(stateHint('discoverin')).toBe('Did you mean discovering?');
  });
});
