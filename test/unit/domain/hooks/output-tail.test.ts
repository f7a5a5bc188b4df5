import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { OutputTail, shownOutput } from '../../../../src/domain/hooks/output-tail.ts';

function tailOf(...chunks: readonly string[]): string {
  const tail = new OutputTail();
  for (const chunk of chunks) tail.push(Buffer.from(chunk));
  return tail.text();
}

describe('OutputTail', () => {
  it('keeps what is short as it is, without the line break at its end', () => {
    expect(tailOf('one\n', 'two\n')).toBe('one\ntwo');
    expect(tailOf()).toBe('');
  });

  it('keeps the last lines of what is long, and no half one', () => {
    const lines = Array.from({ length: 1_000 }, (_, n) => `line ${n}`);

    const kept = tailOf(lines.join('\n')).split('\n');

    expect(kept.length).toBeGreaterThan(300);
    expect(lines.slice(-kept.length)).toEqual(kept);
  });

  it('keeps the end of a line that has none', () => {
    expect(tailOf('x'.repeat(10_000))).toBe('x'.repeat(4_096));
  });

  it('keeps an end of what was printed, of at most 4 KiB, however it comes in pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 3_000 })), (chunks) => {
        const kept = tailOf(...chunks);

        expect(kept.length).toBeLessThanOrEqual(4_096);
        expect(chunks.join('').replace(/\s+$/, '').endsWith(kept)).toBe(true);
      }),
    );
  });
});

describe('shownOutput', () => {
  it.each([
    ['password=hunter2 ok', 'password=[redacted] ok'],
    ['DB_PASSWORD: "a b" ok', 'DB_PASSWORD: [redacted] ok'],
    ['{"token":"abc","n":1}', '{"token":[redacted],"n":1}'],
    ['api-key = abc', 'api-key = [redacted]'],
    ['3 rows frozen', '3 rows frozen'],
    ['\u001b[31mred\u001b[0m\n\tnext', '[31mred[0m\n\tnext'],
  ])('shows %j as %j', (text, shown) => {
    expect(shownOutput(text)).toBe(shown);
  });
});
