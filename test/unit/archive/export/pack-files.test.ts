import { createCipheriv } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ExportedFile, packFiles, type PackageFormat } from '../../../../src/archive/export/pack-files.ts';
import { ArchiveReader } from '../../../../src/archive/read/archive-reader.ts';
import { RunError } from '../../../../src/domain/problem.ts';
import { aContext } from '../../../support/context.ts';

const KIB = 1024;
const modifiedAt = new Date('2026-11-21T02:17:00Z');

async function* filesOf(...files: readonly (readonly [string, string])[]): AsyncGenerator<ExportedFile> {
  for (const [path, text] of files) yield { path, bytes: Buffer.from(text) };
}

function shop() {
  const long = `resources/configmaps/namespaces/shop/${'n'.repeat(200)}.json`;
  return filesOf(
    ['metadata/version', '1.1.0'],
    ['resources/configmaps/namespaces/shop/a.json', '{"a":1}'],
    [long, '{}'],
  );
}

async function packed(format: PackageFormat, files: AsyncIterable<ExportedFile>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  await packFiles(aContext(), { format, files, modifiedAt }, async (chunk) => void chunks.push(chunk));
  return Buffer.concat(chunks);
}

describe('packing files', () => {
  it('makes an archive that is read like a backup’s', async () => {
    const bytes = await packed('tar.gz', shop());

    const reader = new ArchiveReader(new Set([bytes]) as unknown as AsyncIterable<Uint8Array>);
    const read = [];
    for await (const { path, body } of reader) read.push([path, Buffer.from(body).toString()]);
    expect(read).toEqual([
      ['metadata/version', '1.1.0'],
      ['resources/configmaps/namespaces/shop/a.json', '{"a":1}'],
      [`resources/configmaps/namespaces/shop/${'n'.repeat(200)}.json`, '{}'],
    ]);
    expect(reader.facts).toMatchObject({ isOneMember: true, formatVersion: '1.1.0' });
  });

  it.each(['tar', 'tar.gz', 'zip'] as const)('makes the same bytes of the same files, as %s', async (format) => {
    const [one, other] = [await packed(format, shop()), await packed(format, shop())];

    expect(one.equals(other)).toBe(true);
  });

  it('packs a tar.gz with what a tar holds', async () => {
    expect(gunzipSync(await packed('tar.gz', shop())).equals(await packed('tar', shop()))).toBe(true);
  });

  it.each(['tar', 'tar.gz', 'zip'] as const)(
    'holds no more than a few chunks of what nobody took yet, as %s',
    async (format) => {
      const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
      let [given, taken, most] = [0, 0, 0];
      const files = async function* (): AsyncGenerator<ExportedFile> {
        for (let at = 0; at < 640; at++) {
          given += 16 * KIB;
          most = Math.max(most, given - taken);
          const bytes = noise.update(Buffer.alloc(16 * KIB)); // no packer makes it smaller
          yield { path: `resources/configmaps/namespaces/shop/${at}.json`, bytes };
        }
      };
      const take = async (chunk: Uint8Array) => {
        await new Promise((resolve) => void setImmediate(resolve));
        taken += chunk.length;
      };

      await packFiles(aContext(), { format, files: files(), modifiedAt }, take);

      expect(taken).toBeGreaterThanOrEqual(given);
      expect(most).toBeLessThan(4 * KIB * KIB);
    },
  );

  it('asks for no more files when nobody takes the package any more', async () => {
    let given = 0;
    const files = async function* (): AsyncGenerator<ExportedFile> {
      for (; given < 100_000; given++) yield { path: `${given}`, bytes: Buffer.alloc(16 * KIB) };
    };
    const full = new RunError('cannot-write', 'the disk is full');

    const packing = packFiles(aContext(), { format: 'tar', files: files(), modifiedAt }, async () => {
      throw full;
    });

    await expect(packing).rejects.toBe(full);
    expect(given).toBeLessThan(1_000);
  });

  it('ends with what the files end with', async () => {
    const damaged = new RunError('archive-unreadable', 'cut');
    const files = async function* (): AsyncGenerator<ExportedFile> {
      yield { path: 'a', bytes: Buffer.from('a') };
      throw damaged;
    };

    await expect(packed('zip', files())).rejects.toBe(damaged);
  });

  it('stops when the run stops', async () => {
    const controller = new AbortController();
    const reason = new RunError('terminated', 'stopped');
    const files = async function* (): AsyncGenerator<ExportedFile> {
      for (let at = 0; ; at++) {
        if (at === 10) controller.abort(reason);
        yield { path: `${at}`, bytes: Buffer.from('a') };
      }
    };
    const ctx = { ...aContext(), signal: controller.signal };

    await expect(packFiles(ctx, { format: 'tar', files: files(), modifiedAt }, async () => {})).rejects.toBe(reason);
  });

  it('refuses a name that the package would change', async () => {
    await expect(packed('tar', filesOf(['resources/a\\b.json', '{}']))).rejects.toMatchObject({
      code: 'not-supported',
    });
  });
});
