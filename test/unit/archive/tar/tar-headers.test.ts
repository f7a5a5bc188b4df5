import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BLOCK, padded, TarHeaders } from '../../../../src/archive/tar/tar-headers.ts';
import { tarStreamFiles } from '../tar-stream-files.ts';

const archives = globSync('test/golden/velero-1.18.3/*/archive/*.tar.gz').toSorted();

/** The same entries, written again by us. */
async function rewrite(tar: Buffer): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for (const { name, mtime, body } of await tarStreamFiles(tar)) {
    const header = Buffer.alloc(BLOCK);
    const headers = new TarHeaders(mtime);
    const size = body.length;
    blocks.push(headers.write(header, 0, name, size) ? header : headers.long(name, size));
    blocks.push(body, Buffer.alloc(padded(size) - size));
  }
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function headerOf(name: string, size = 5): Buffer | undefined {
  const block = Buffer.alloc(BLOCK, 0xff);
  return new TarHeaders(new Date('2026-11-21T09:55:48.900Z')).write(block, 0, name, size) ? block : undefined;
}

describe('TarHeaders', () => {
  it.each(archives.map((path) => [basename(path), path] as const))(
    'writes %s as Velero did, byte for byte',
    async (_, path) => {
      const tar = gunzipSync(readFileSync(path));

      expect((await rewrite(tar)).equals(tar)).toBe(true);
    },
  );

  it('takes whole seconds and leaves nothing of what was in the block', () => {
    const block = headerOf('metadata/version');

    expect(block?.toString('latin1', 136, 148)).toBe('15300265244\0');
    expect(block?.subarray(16, 100).every((byte) => byte === 0)).toBe(true);
    expect(block?.subarray(345).every((byte) => byte === 0)).toBe(true);
  });

  it('splits a long name at the last slash that leaves a prefix of 155 bytes', () => {
    const name = `${'p'.repeat(150)}/ab/cd/${'n'.repeat(60)}`;

    const block = headerOf(name);

    expect(block?.toString('latin1', 345, 500)).toBe(`${'p'.repeat(150)}/ab`.padEnd(155, '\0'));
    expect(block?.toString('latin1', 0, 100)).toBe(`cd/${'n'.repeat(60)}`.padEnd(100, '\0'));
  });

  it('row 25: leaves names that ustar cannot hold to a PAX header', () => {
    expect(headerOf('n'.repeat(101))).toBeUndefined();
    expect(headerOf(`a/${'n'.repeat(101)}`)).toBeUndefined();
    expect(headerOf(`${'p'.repeat(156)}/n`)).toBeUndefined();
    expect(headerOf('resources/pods/cluster/grün.json')).toBeUndefined();
    expect(headerOf('a\0b')).toBeUndefined();
  });

  it('writes the PAX header where Go puts it and shows what fits in the header of the file', () => {
    const name = `resources/clusterroles.rbac.authorization.k8s.io/cluster/${'ü'.repeat(60)}x.json`;

    const blocks = new TarHeaders(new Date(0)).long(name, 5);

    expect(blocks).toHaveLength(3 * BLOCK);
    expect(blocks.toString('latin1', 0, 100).replace(/\0+$/, '')).toBe(
      'resources/clusterroles.rbac.authorization.k8s.io/cluster/PaxHeaders.0/x.json',
    );
    expect(
      blocks
        .subarray(BLOCK, 2 * BLOCK)
        .toString()
        .replace(/\0+$/, ''),
    ).toBe(`193 path=${name}\n`);
    expect(blocks.toString('latin1', 2 * BLOCK, 2 * BLOCK + 100).replace(/\0+$/, '')).toBe(
      'resources/clusterroles.rbac.authorization.k8s.io/cluster/x.json',
    );
  });
});
