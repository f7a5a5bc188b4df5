import { describe, expect, it } from 'vitest';
import { phasesMeant } from '../../../../../src/domain/find/filter/states.ts';

describe('phasesMeant', () => {
  it.each([
    ['Failed', ['Failed']],
    ['FAILED', ['Failed', 'FailedValidation']],
    ['failed', ['Failed', 'FailedValidation']],
    ['NOT_STARTED', ['New', 'Queued', 'ReadyToStart']],
    ['partial_success', ['PartiallyFailed']],
    ['completed', ['Completed']],
    ['planned', ['Planned']],
    ['nonsense', undefined],
  ])('%s', (word, phases) => {
    expect(phasesMeant(word)).toEqual(phases);
  });
});
