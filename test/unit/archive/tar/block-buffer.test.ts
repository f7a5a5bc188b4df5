import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { BlockBuffer } from '../../../../src/archive/tar/block-buffer.ts';
import { someBytes } from '../byte-streams.ts';

describe('BlockBuffer', () => {
  it('cuts a stream of any chunks into the pieces that are asked for', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 });

    fc.assert(
      fc.property(lengths, lengths, (chunkLengths, pieceLengths) => {
        const buffer = new BlockBuffer();
        const taken: Buffer[] = [];
        const all = someBytes(chunkLengths.reduce((sum, length) => sum + length, 0));
        let fed = 0;
        let piece = pieceLengths[0] ?? 1;

        for (const length of chunkLengths) {
          buffer.feed(all.subarray(fed, fed + length));
          fed += length;
          for (let next = buffer.take(piece); next !== undefined; next = buffer.take(piece)) {
            expect(next).toHaveLength(piece);
            taken.push(next);
            piece = pieceLengths[taken.length % pieceLengths.length] ?? 1;
          }
        }

        const total = Buffer.concat(taken);
        expect(total.equals(all.subarray(0, total.length))).toBe(true);
        expect(total.length + buffer.left).toBe(all.length);
        expect(buffer.left).toBeLessThan(piece);
      }),
    );
  });

  it('does not copy a piece that lies within one chunk', () => {
    const buffer = new BlockBuffer();
    const chunk = someBytes(1000);
    buffer.feed(chunk);

    expect(buffer.take(512)?.buffer).toBe(chunk.buffer);
  });
});
