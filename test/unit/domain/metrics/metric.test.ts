import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { renderMetrics } from '../../../../src/domain/metrics/metric.ts';

describe('metrics as text', () => {
  it('have help, type and one line for each sample, and end with a mark', () => {
    const text = renderMetrics([
      { name: 'a_seconds', help: 'One\nand \\ two.', samples: [{ labels: {}, value: 1.5 }] },
      { name: 'b', help: 'B.', samples: [{ labels: { x: '1', y: 'a"b\\c\nd' }, value: Number.POSITIVE_INFINITY }] },
      { name: 'c', help: 'Nothing.', samples: [] },
    ]);

    expect(text).toBe(
      [
        '# HELP a_seconds One\\nand \\\\ two.',
        '# TYPE a_seconds gauge',
        'a_seconds 1.5',
        '# HELP b B.',
        '# TYPE b gauge',
        'b{x="1",y="a\\"b\\\\c\\nd"} +Inf',
        '# EOF',
        '',
      ].join('\n'),
    );
  });

  it('keep any label within its quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = renderMetrics([{ name: 'a', help: 'A.', samples: [{ labels: { x: value }, value: 1 }] }]);

        const [, written = ''] = /^a\{x="((?:[^"\\\n]|\\["\\n])*)"\} 1$/m.exec(text) ?? [];
        expect(written.replaceAll(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c))).toBe(value);
      }),
    );
  });
});
