import { fc } from '../../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { parseJsonPath, valuesAt } from '../../../../../src/domain/restore/conditions/json-path.ts';

const POD = {
  metadata: { labels: { 'app.kubernetes.io/name': 'web', "it's": 'odd' } },
  spec: { containers: [{ image: 'a' }, { image: 'b' }] },
  status: { phase: 'Running', ready: 2 },
};

describe('a JSONPath', () => {
  it.each([
    ['.status.phase', ['Running']],
    ['{.status.ready}', [2]],
    ['$.status.phase', ['Running']],
    ["{.metadata.labels['app.kubernetes.io/name']}", ['web']],
    ['.metadata.labels["app.kubernetes.io/name"]', ['web']],
    [String.raw`.metadata.labels['it\'s']`, ['odd']],
    ['.spec.containers[1].image', ['b']],
    ['.spec.containers[*].image', ['a', 'b']],
    ['.status.*', ['Running', 2]],
    ['.spec.containers[2].image', []],
    ['.status.phase.more', []],
    ['.constructor', []],
    ['.spec.length', []],
  ])('%s leads to %j', (text, values) => {
    expect(valuesAt(POD, parseJsonPath(text) ?? [])).toEqual(values);
  });

  it.each(['', '{}', 'status', '.a..b', '..a', '.a[?(@.b)]', '.a[1:2]', '.a[-1]', '.a[', ".a['b", '{.a} {.b}'])(
    '%j is not read',
    (text) => {
      expect(parseJsonPath(text)).toBeUndefined();
    },
  );

  it('never fails, whatever it is and whatever it is asked of', () => {
    fc.assert(
      fc.property(fc.string(), fc.anything(), (text, value) => {
        const path = parseJsonPath(`.${text}`);

        return path === undefined || Array.isArray(valuesAt(value, path));
      }),
    );
  });
});
