import { fc } from '../../../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame } from '../../../../../../src/cli/commands/fetch/via-job/frame.ts';

const NOISE = '{"level":"warn","message":"slow"}';

describe('a frame in a log', () => {
  it('is read as it was written, whatever the bytes and whatever stands between its lines', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), fc.nat(), (content, at) => {
        const lines = encodeFrame(content).split('\n');
        const log = lines.toSpliced(at % lines.length, 0, NOISE).join('\n');

        const read = decodeFrame(log);

        expect(Buffer.from(read.content ?? []).equals(Buffer.from(content))).toBe(true);
        expect(read.others).toEqual([NOISE]);
      }),
    );
  });

  it('has no line that a container runtime would break', () => {
    const longest = Math.max(
      ...encodeFrame(Buffer.alloc(100_000))
        .split('\n')
        .map(({ length }) => length),
    );

    expect(longest).toBeLessThan(16_384);
  });

  it.each([
    ['its last line is missing', (lines: string[]) => lines.toSpliced(-2, 1)],
    ['a line in the middle is missing', (lines: string[]) => lines.toSpliced(2, 1)],
    [
      'two lines have changed places',
      ([head = '', one = '', two = '', ...more]: string[]) => [head, two, one, ...more],
    ],
    ['its head is missing', (lines: string[]) => lines.slice(1)],
    ['it is there twice', (lines: string[]) => [...lines, ...lines]],
  ])('is refused where %s', (_, damage) => {
    const lines = encodeFrame(Buffer.from(Array.from({ length: 30_000 }, (_byte, at) => (at * 7) % 251))).split('\n');

    expect(() => decodeFrame(damage(lines).join('\n'))).toThrow('its log was cut or rotated');
  });

  it('is missing from a log that has none', () => {
    expect(decodeFrame(`${NOISE}\n`)).toEqual({ content: undefined, others: [NOISE] });
  });
});
