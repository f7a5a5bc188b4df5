import { RunError } from '../../domain/problem.ts';
import { decodeText } from './pax.ts';
import { BLOCK } from './tar-headers.ts';

/** What a header says, as far as an archive of ours or of Velero can mean it. */
export interface TarHeader {
  readonly type: TarType;
  readonly name: string;
  /** Bytes of the body that follows, before padding. */
  readonly size: number;
}

/** Regular files and, from foreign packers, folders; the rest are headers about the next entry or about all. */
export type TarType = 'file' | 'directory' | 'pax' | 'pax-global' | 'gnu-long-name';

const TYPES: Readonly<Record<string, TarType>> = {
  '\0': 'file',
  '0': 'file',
  '5': 'directory',
  x: 'pax',
  g: 'pax-global',
  L: 'gnu-long-name',
};

/** Magic and version. */
const USTAR = Buffer.from('ustar\u000000', 'latin1');
const GNU = Buffer.from('ustar  \0', 'latin1');

const SPACE = 0x20;
const ZERO = 0x30;
const BASE_256 = 0x80;

/**
 * Reads a header block that is not zero. Only what every reader understands alike is accepted: checksum right, ustar or
 * GNU magic, numbers that are numbers, no links, devices, sparse or unknown types. Else `archive-unreadable`.
 */
export function parseHeader(block: Buffer): TarHeader {
  if (checksumOf(block) !== octal(block, 148, 8)) throw malformed('a header has a wrong checksum');
  const isGnu = has(block, GNU, 257);
  if (!isGnu && !has(block, USTAR, 257)) throw malformed('a header is neither ustar nor GNU');
  const flag = String.fromCharCode(block[156] ?? 0);
  const type = Object.hasOwn(TYPES, flag) ? TYPES[flag] : undefined;
  if (type === undefined) throw malformed(`an entry has type ${JSON.stringify(flag)}, which no backup contains`);
  const size = sizeOf(block);
  if (type === 'directory' && size !== 0) throw malformed('a folder has a body');
  const prefix = isGnu ? '' : text(block, 345, 155);
  const name = text(block, 0, 100);
  return { type, name: prefix === '' ? name : `${prefix}/${name}`, size };
}

function has(block: Buffer, wanted: Buffer, at: number): boolean {
  return block.compare(wanted, 0, wanted.length, at, at + wanted.length) === 0;
}

/** The sum of all bytes, those of the checksum field taken as spaces. */
function checksumOf(block: Buffer): number {
  let sum = 8 * SPACE;
  for (let i = 0; i < 148; i++) sum += block[i]!;
  for (let i = 156; i < BLOCK; i++) sum += block[i]!;
  return sum;
}

/** Octal, or GNU's binary form; what is negative or beyond exact numbers is refused. */
function sizeOf(block: Buffer): number {
  const first = block[124] ?? 0;
  if (first < BASE_256) return octal(block, 124, 12);
  if (first !== BASE_256 || block.readUIntBE(125, 5) !== 0) throw malformed('a size is negative or beyond all bounds');
  return block.readUIntBE(130, 6);
}

/** Digits, perhaps after spaces, up to a space or NUL; nothing but those after it. */
function octal(block: Buffer, at: number, width: number): number {
  const end = at + width;
  let value = 0;
  let i = at;
  while (i < end && block[i] === SPACE) i++;
  for (; i < end && isOctalDigit(block[i]!); i++) value = 8 * value + block[i]! - ZERO;
  for (; i < end; i++) {
    if (block[i] !== 0 && block[i] !== SPACE) throw malformed('a number in a header is not octal');
  }
  return value;
}

function isOctalDigit(byte: number): boolean {
  return byte >= ZERO && byte < ZERO + 8;
}

function text(block: Buffer, at: number, width: number): string {
  if (block[at] === 0) return '';
  const end = block.indexOf(0, at);
  return decodeText(block.subarray(at, end < 0 ? at + width : Math.min(end, at + width)));
}

function malformed(reason: string): RunError {
  return new RunError('archive-unreadable', `Cannot read the archive: ${reason}`);
}
