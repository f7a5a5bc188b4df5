import { gzipSync } from 'node:zlib';

/** A header block by hand, with whatever is wrong with it; the checksum is right unless given. */
export interface ForgedHeader {
  readonly name?: string;
  readonly prefix?: string;
  readonly size?: number | Buffer;
  readonly type?: string;
  readonly magic?: string;
  readonly linkname?: string;
  readonly checksum?: number;
}

export const END_MARKER = Buffer.alloc(1024);

export function forgeHeader(header: ForgedHeader = {}): Buffer {
  const { name = 'resources/pods/cluster/a.json', size = 0, type = '0', magic = 'ustar\u000000' } = header;
  const block = Buffer.alloc(512);
  block.write(name, 0, 100, 'utf8');
  block.write('0000755\u00000000000\u00000000000\0', 100, 'latin1');
  if (typeof size === 'number') block.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  else size.copy(block, 124);
  block.write('00000000000\0', 136, 'latin1');
  block.write(type, 156, 'latin1');
  block.write(header.linkname ?? '', 157, 100, 'latin1');
  block.write(magic, 257, 'latin1');
  block.write(header.prefix ?? '', 345, 155, 'latin1');
  block.fill(' ', 148, 156);
  const sum = header.checksum ?? block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** A header with its body, padded. */
export function forgeEntry(header: ForgedHeader, body: Uint8Array | string = ''): Buffer {
  const bytes = Buffer.from(body);
  const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512);
  return Buffer.concat([forgeHeader({ size: bytes.length, ...header }), bytes, padding]);
}

/** `metadata/version` as every archive of ours begins. */
export function versionEntry(content = '1.1.0\n'): Buffer {
  return forgeEntry({ name: 'metadata/version' }, content);
}

/** Entries, an end marker unless told otherwise, and gzip. */
export function forgeArchive(entries: readonly Buffer[], end: Buffer = END_MARKER): Buffer {
  return gzipSync(Buffer.concat([...entries, end]));
}
