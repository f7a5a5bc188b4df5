import { describe, expect, it } from 'vitest';
import { formatLabelSelector, matchesLabels } from '../../../../src/domain/selection/label-selector.ts';

describe('formatLabelSelector', () => {
  it('writes equalities and requirements as the API server reads them', () => {
    const text = formatLabelSelector({
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['a', 'b'] },
        { key: 'env', operator: 'NotIn', values: ['test'] },
        { key: 'team', operator: 'Exists' },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    });

    expect(text).toBe('app=web,tier in (a,b),env notin (test),team,!old');
  });

  it('writes nothing for a selector that matches everything', () => {
    expect(formatLabelSelector({})).toBe('');
  });
});

describe('matchesLabels', () => {
  const labels = { app: 'web', tier: 'a' };

  it.each([
    [{}, true],
    [{ matchLabels: { app: 'web' } }, true],
    [{ matchLabels: { app: 'db' } }, false],
    [{ matchExpressions: [{ key: 'tier', operator: 'In', values: ['a'] }] }, true],
    [{ matchExpressions: [{ key: 'env', operator: 'In', values: ['a'] }] }, false],
    [{ matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['a'] }] }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['a'] }] }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false],
    [{ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'env', operator: 'Exists' }] }, false],
  ] as const)('%j is %s', (selector, expected) => {
    expect(matchesLabels(selector, labels)).toBe(expected);
  });

  it('does not mistake what objects inherit for labels', () => {
    expect(matchesLabels({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, labels)).toBe(false);
  });
});
