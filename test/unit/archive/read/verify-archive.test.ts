import { createHash, hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { OneMemberGzip, type GzipPiece } from '../../../../src/archive/gzip/one-member-gzip.ts';
import { verifyArchive } from '../../../../src/archive/read/verify-archive.ts';
import { ItemLedger } from '../../../../src/archive/write/item-ledger.ts';
import { inPieces, someBytes } from '../byte-streams.ts';
import { END_MARKER, forgeEntry, versionEntry } from '../../../support/tar-forge.ts';

const names = ['web', 'db', 'queue'];
const bodies = [someBytes(80_000, 1), someBytes(3, 2), someBytes(300_000, 3)];

function main(i: number, body: Uint8Array = bodies[i] ?? Buffer.alloc(0), name = names[i]): Buffer {
  return forgeEntry({ name: `resources/pods/namespaces/shop/${name}.json` }, body);
}

function copy(i: number, body: Uint8Array = bodies[i] ?? Buffer.alloc(0), name = names[i]): Buffer {
  return forgeEntry({ name: `resources/pods/v1-preferredversion/namespaces/shop/${name}.json` }, body);
}

const whole = [versionEntry(), main(0), copy(0), main(1), copy(1), main(2), copy(2)];

/** An archive as it is written, and where its pieces lie. */
interface Packed {
  readonly file: Buffer;
  readonly pieces: readonly GzipPiece[];
}

/** Entries and an end marker, packed in pieces that are short enough for several. */
async function pack(entries: readonly Buffer[], end = END_MARKER, pieceBytes = 65_536): Promise<Packed> {
  const tar = Buffer.concat([...entries, end]);
  const written: Uint8Array[] = [];
  const gzip = new OneMemberGzip(async (bytes) => void written.push(Buffer.from(bytes)), { level: 6, width: 2 });
  for (let at = 0; at < tar.length; at += pieceBytes) await gzip.write(tar.subarray(at, at + pieceBytes));
  await gzip.end();
  return { file: Buffer.concat(written), pieces: gzip.pieces };
}

function ledgerOfWhole(): ItemLedger {
  const ledger = new ItemLedger();
  for (const [i, body] of bodies.entries()) {
    ledger.note(`resources/pods/namespaces/shop/${names[i]}.json`, body.length, hash('sha256', body, 'buffer'));
  }
  return ledger;
}

/** Verifies an archive against the ledger of the whole one; its own hash is taken for the expected one. */
async function verify(
  { file, pieces }: Packed,
  expected: { readonly size?: number; readonly sha256?: string; readonly ledger?: ItemLedger } = {},
): Promise<string> {
  const ledger = ledgerOfWhole();
  const sha256 = createHash('sha256').update(file).digest('hex');
  try {
    await verifyArchive(inPieces(file, 1000), { size: file.length, sha256, pieces, ledger, ...expected });
    return 'proven';
  } catch (error) {
    expect(error).toMatchObject({ code: 'archive-unreadable' });
    return String(error);
  }
}

describe('verifyArchive', () => {
  it('proves the archive that was written', async () => {
    expect(await verify(await pack(whole))).toBe('proven');
  });

  it('row 65: refuses another file, whatever is in it', async () => {
    const packed = await pack(whole);

    expect(await verify(packed, { sha256: '0'.repeat(64) })).toMatch(/its SHA-256 is another/);
    expect(await verify(packed, { size: packed.file.length + 1 })).toMatch(/bytes instead of/);
  });

  it.each([
    ['an item that is missing at the end', whole.slice(0, 5), /2 items instead of 3/],
    ['an item that is missing in the middle', whole.toSpliced(3, 2), /item 2 is not the one/],
    ['a second copy that is missing', whole.toSpliced(2, 1), /second copy of item 1/],
    ['a second copy that is missing at the end', whole.slice(0, 6), /in the middle of an item/],
    ['a second copy that differs', whole.with(2, copy(0, someBytes(700, 9))), /second copy of item 1/],
    ['a second copy of another item', whole.with(2, copy(0, bodies[0], 'other')), /second copy of item 1/],
    [
      'an item that differs in both copies',
      [...whole.slice(0, 3), main(1, bodies[0]), copy(1, bodies[0])],
      /item 2 is not/,
    ],
    [
      'an item under another name',
      [...whole.slice(0, 5), main(2, bodies[2], 'x'), copy(2, bodies[2], 'x')],
      /other names/,
    ],
    [
      'two items in another order',
      [whole[0], ...whole.slice(3, 5), ...whole.slice(1, 3), ...whole.slice(5)],
      /item 1 is not/,
    ],
    ['an item more', [...whole, main(0), copy(0)], /item 4 is not the one/],
    ['an item twice', [...whole.slice(0, 3), ...whole.slice(1)], /item 2 is not the one/],
    ['no version', whole.slice(1), /does not begin with its version/],
    ['nothing', [], /in the middle of an item/],
  ])('refuses an archive with %s', async (_, entries, message) => {
    expect(await verify(await pack(entries as Buffer[]))).toMatch(message);
  });

  it('proves a main copy that is a document of its own, and the item itself behind it', async () => {
    const [plain, raw] = [someBytes(900, 4), someBytes(950, 5)];
    const ledger = new ItemLedger();
    const path = 'resources/pods/namespaces/shop/web.json';
    ledger.note(path, 950, hash('sha256', raw, 'buffer'), { mainSha256: hash('sha256', plain, 'buffer') });
    const verifyCopies = async (first: Buffer, second: Buffer) =>
      verify(await pack([versionEntry(), main(0, first), copy(0, second)]), { ledger });

    expect(await verifyCopies(plain, raw)).toBe('proven');
    expect(await verifyCopies(raw, raw)).toMatch(/item 1 is not the one/);
    expect(await verifyCopies(plain, plain)).toMatch(/second copy of item 1/);
    expect(await verifyCopies(raw, plain)).toMatch(/item 1 is not the one/);
  });

  it('proves an item that lies below its version alone, between others that are there twice', async () => {
    const body = someBytes(900, 4);
    const old = 'resources/pods/v1beta1/namespaces/shop/web.json';
    const ledger = ledgerOfWhole();
    ledger.note(old, body.length, hash('sha256', body, 'buffer'), { isAlone: true });
    const alone = (name = old) => forgeEntry({ name }, body);

    expect(await verify(await pack([...whole, alone()]), { ledger })).toBe('proven');
    expect(await verify(await pack([...whole, alone(), alone()]), { ledger })).toMatch(/item 5 is not the one/);
    expect(await verify(await pack([...whole, alone(`${old}x`)]), { ledger })).toMatch(/other names/);
    expect(await verify(await pack(whole), { ledger })).toMatch(/3 items instead of 4/);
    expect(await verify(await pack([...whole.slice(0, 2), alone(), ...whole.slice(2)]), { ledger })).toMatch(
      /second copy of item 1/,
    );
  });

  it('proves it wherever the borders of its pieces lie, also between an item and its second copy', async () => {
    const behindFirstMain = whole[0]!.length + whole[1]!.length;

    for (const pieceBytes of [behindFirstMain, behindFirstMain + 512, 70_000, 400_000, 1_000_000]) {
      expect(await verify(await pack(whole, END_MARKER, pieceBytes)), String(pieceBytes)).toBe('proven');
    }
  });

  it('row 65: refuses damage in every part of the file, even where its SHA-256 is the expected one', async () => {
    const { file, pieces } = await pack(whole);
    const borders = pieces.map(
      (_, i) => 10 + pieces.slice(0, i).reduce((sum, piece) => sum + piece.compressedBytes, 0),
    );

    for (const at of [0, 3, ...borders.flatMap((border) => [border - 1, border, border + 1]), file.length - 1]) {
      const damaged = Buffer.from(file);
      damaged[at]! ^= 0x10;

      expect(await verify({ file: damaged, pieces }), `byte ${at}`).toMatch(/Cannot read/);
    }
  });

  it('refuses an archive of several gzip members, because a shorter one would look whole', async () => {
    const [items, end] = [await pack(whole, Buffer.alloc(0)), await pack([])];
    const file = Buffer.concat([items.file, end.file]);
    const bytes = END_MARKER.length;

    expect(await verify({ file, pieces: items.pieces })).toMatch(/bytes after the end/);
    for (const compressedBytes of [end.file.length, end.file.length - 10, end.pieces[0]!.compressedBytes]) {
      expect(await verify({ file, pieces: [...items.pieces, { compressedBytes, bytes }] })).toMatch(/Cannot read/);
    }
  });

  it('refuses an archive that ends too early', async () => {
    const { file, pieces } = await pack(whole);

    expect(await verify(await pack(whole, Buffer.alloc(512)))).toMatch(/before its end marker/);
    expect(await verify({ file: file.subarray(0, -1), pieces })).toMatch(/unexpected end of file/);
  });

  it('refuses an entry larger than any that was written before it is held', async () => {
    expect(await verify(await pack([...whole, main(0, someBytes(300_001))]))).toMatch(/exceeds the limit of 300000/);
  });
});
