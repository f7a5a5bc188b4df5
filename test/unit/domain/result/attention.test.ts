import { describe, expect, it } from 'vitest';
import { needsAttention } from '../../../../src/domain/result/attention.ts';
import { aRestoredItem } from '../../../support/restore-results.ts';

describe('an item of a restore', () => {
  it.each([
    ['is created', aRestoredItem()],
    ['is as it should be', aRestoredItem({ action: 'unchanged', end: 'unchanged' })],
  ])('needs no look where it %s', (_, item) => {
    expect(needsAttention(item)).toBe(false);
  });

  it.each([
    ['is changed', aRestoredItem({ action: 'update' })],
    ['is left out', aRestoredItem({ action: 'skip', reason: 'no-volume-data' })],
    ['cannot be judged yet', aRestoredItem({ action: 'unknown' })],
    ['was to be created and was not', aRestoredItem({ end: 'failed' })],
  ])('needs a look where it %s', (_, item) => {
    expect(needsAttention(item)).toBe(true);
  });
});
