import { paxRecord } from './pax.ts';

/** Size of a tar block; headers are one, bodies are padded to whole ones. */
export const BLOCK = 512;

const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
const ZERO_DIGIT = 0x30;
const MODE = 0o755;
const REGULAR_FILE = '0';
const EXTENDED = 'x';

/** Offsets of the fields of a ustar header (POSIX.1-1988). */
const AT = { name: 0, mode: 100, uid: 108, gid: 116, size: 124, mtime: 136, checksum: 148, type: 156 } as const;
const AT_USTAR = { magic: 257, devmajor: 329, devminor: 337, prefix: 345 } as const;

/**
 * Writes the headers of regular files exactly as Go's `archive/tar` does for Velero, so that an archive of ours differs
 * from one of Velero's in nothing but its items: mode 0755 (Velero's extractor needs the execute bit), owner 0, ustar
 * where the name fits or splits, PAX where it does not.
 *
 * On the hot path everything but name, size and checksum comes from a template.
 */
export class TarHeaders {
  readonly #file: Template;
  readonly #extended: Template;

  /** Every entry gets this time, in whole seconds. */
  constructor(mtime: Date) {
    this.#file = template(REGULAR_FILE, MODE, Math.floor(mtime.getTime() / 1000));
    this.#extended = template(EXTENDED, 0, 0);
  }

  /**
   * Writes a header of one block at `at`. Returns false, with nothing of use written, where the name needs an extended
   * header: see `long`.
   */
  write(target: Buffer, at: number, name: string, size: number): boolean {
    const slash = name.length <= NAME_BYTES ? -1 : splitAt(name);
    if (name.length > NAME_BYTES && slash < 0) return false;
    this.#file.block.copy(target, at);
    const nameSum = writeAscii(target, at + AT.name, name, slash + 1, name.length);
    const prefixSum = slash < 0 ? 0 : writeAscii(target, at + AT_USTAR.prefix, name, 0, slash);
    if (nameSum < 0 || prefixSum < 0) return false;
    seal(target, at, size, this.#file.sum + nameSum + prefixSum);
    return true;
  }

  /** The blocks of a PAX header that holds the name, and of the file's own header with what of the name fits. */
  long(name: string, size: number): Buffer {
    const record = paxRecord('path', name);
    const slash = name.lastIndexOf('/') + 1;
    const paxName = `${name.slice(0, slash)}PaxHeaders.0/${name.slice(slash)}`;
    const blocks = Buffer.alloc(2 * BLOCK + padded(record.length));
    writeNamed(blocks, 0, this.#extended, whatFits(paxName), record.length);
    record.copy(blocks, BLOCK);
    writeNamed(blocks, blocks.length - BLOCK, this.#file, whatFits(name), size);
    return blocks;
  }
}

/** A size rounded up to whole blocks. */
export function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

/** A header without name, size and checksum, and the sum of its bytes with the checksum field as spaces. */
interface Template {
  readonly block: Buffer;
  readonly sum: number;
}

function template(type: string, mode: number, mtimeSeconds: number): Template {
  const block = Buffer.alloc(BLOCK);
  writeOctal(block, AT.mode, 8, mode);
  writeOctal(block, AT.uid, 8, 0);
  writeOctal(block, AT.gid, 8, 0);
  writeOctal(block, AT.mtime, 12, mtimeSeconds);
  block.write('        ', AT.checksum, 'latin1');
  block.write(type, AT.type, 'latin1');
  block.write('ustar\u000000', AT_USTAR.magic, 'latin1');
  if (type === REGULAR_FILE) {
    writeOctal(block, AT_USTAR.devmajor, 8, 0);
    writeOctal(block, AT_USTAR.devminor, 8, 0);
  }
  return { block, sum: block.reduce((sum, byte) => sum + byte, 0) };
}

function writeNamed(target: Buffer, at: number, { block, sum }: Template, name: string, size: number): void {
  block.copy(target, at);
  seal(target, at, size, sum + writeAscii(target, at + AT.name, name, 0, name.length));
}

/** Fills in the size and, from the sum of all other bytes, the checksum: six digits, NUL, space. */
function seal(target: Buffer, at: number, size: number, sum: number): void {
  const total = sum + writeOctal(target, at + AT.size, 12, size);
  writeOctal(target, at + AT.checksum, 7, total);
}

/** Writes a number as octal digits and a NUL, zero-padded to the field; returns the sum of the bytes written. */
function writeOctal(target: Buffer, at: number, width: number, value: number): number {
  let rest = value;
  let sum = 0;
  for (let i = at + width - 2; i >= at; i--) {
    const digit = ZERO_DIGIT + (rest % 8);
    rest = Math.floor(rest / 8);
    target[i] = digit;
    sum += digit;
  }
  target[at + width - 1] = 0;
  return sum;
}

/**
 * Writes a part of a text byte by byte, which beats a call into the runtime for names; returns the sum of the bytes,
 * negative for a text that is not ASCII or holds NUL.
 */
function writeAscii(target: Buffer, at: number, text: string, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === 0 || code > 0x7f) return -1;
    target[at + i - from] = code;
    sum += code;
  }
  return sum;
}

/** The slash that parts a long name into ustar's prefix and name, as Go chooses it; -1 where there is none. */
function splitAt(name: string): number {
  const slash = name.lastIndexOf('/', PREFIX_BYTES);
  const rest = name.length - slash - 1;
  return slash > 0 && rest > 0 && rest <= NAME_BYTES ? slash : -1;
}

/** The part of a name that a ustar header can show: ASCII alone, cut, without a slash at the end. */
function whatFits(name: string): string {
  const ascii = Array.from(name).filter((char) => char > '\0' && char < '\u0080');
  return ascii.join('').slice(0, NAME_BYTES).replace(/\/+$/, '');
}
