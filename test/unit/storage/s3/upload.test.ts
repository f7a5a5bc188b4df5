import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { partSizeFor } from '../../../../src/storage/s3/upload.ts';
import { aContext } from '../../../support/context.ts';
import { openScriptedStore } from '../../../support/scripted-s3-store.ts';

const MIB = 1024 * 1024;
const SHA256 = /^[0-9a-f]{64}$/;

describe('the size of a part', () => {
  it('is 8 MiB as long as ten thousand of them suffice', () => {
    expect(partSizeFor(17 * MIB)).toBe(8 * MIB);
    expect(partSizeFor(80_000 * MIB)).toBe(8 * MIB);
  });

  it('grows with the body beyond that', () => {
    expect(partSizeFor(80_000 * MIB + 1)).toBe(9 * MIB);
    expect(partSizeFor(5 * MIB * MIB)).toBe(525 * MIB);
  });
});

describe('what is put', () => {
  it('up to 16 MiB is one request, beyond that equal parts and a rest', async () => {
    await using scripted = await openScriptedStore();
    const { s3, store } = scripted;

    await store.put(aContext(), 'small', Buffer.alloc(16 * MIB));
    await store.put(aContext(), 'large', Buffer.alloc(20 * MIB));

    expect(s3.operations()).toEqual([
      'PutObject',
      'CreateUpload',
      'UploadPart',
      'UploadPart',
      'UploadPart',
      'CompleteUpload',
    ]);
    const sizes = s3.requests.slice(2, 5).map(({ body }) => body.length);
    expect(sizes.toSorted((a, b) => b - a)).toEqual([8 * MIB, 8 * MIB, 4 * MIB]);
  });

  it('carries its own SHA-256 and the marks it was given, in one request and in parts', async () => {
    await using scripted = await openScriptedStore();
    const { s3, store, credentialsFile } = scripted;
    const file = join(credentialsFile, '../body');
    await writeFile(file, Buffer.alloc(17 * MIB));

    await store.put(aContext(), 'small', Buffer.from('x'), { metadata: { 'lifeboat-run-id': '42' } });
    await store.put(aContext(), 'large', { file, size: 17 * MIB }, { metadata: { 'lifeboat-run-id': '42' } });

    for (const key of ['small', 'large']) {
      expect(s3.content.objects.get(key)?.metadata).toEqual({
        'lifeboat-sha256': expect.stringMatching(SHA256),
        'lifeboat-run-id': '42',
      });
    }
  });

  it('asks for encryption where the location does', async () => {
    await using scripted = await openScriptedStore({ serverSideEncryption: 'aws:kms', kmsKeyId: 'key-1' });
    const { s3, store } = scripted;

    await store.put(aContext(), 'small', Buffer.from('x'));
    await store.put(aContext(), 'large', Buffer.alloc(17 * MIB));

    for (const request of s3.requests.filter(({ operation }) => ['PutObject', 'CreateUpload'].includes(operation))) {
      expect(request.headers).toMatchObject({
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
      });
    }
  });

  it.each([
    ['auto', undefined, undefined],
    ['none', undefined, undefined],
    ['crc32', 'x-amz-checksum-crc32', 'CRC32'],
    ['sha256', 'x-amz-checksum-sha256', 'SHA256'],
  ] as const)(
    'carries the checksum %s on a store that is not AWS, and never a trailer',
    async (checksum, header, name) => {
      await using scripted = await openScriptedStore({ checksum });
      const { s3, store } = scripted;

      await store.put(aContext(), 'small', Buffer.from('x'));
      await store.put(aContext(), 'large', Buffer.alloc(17 * MIB));

      for (const { operation, headers } of s3.requests.filter(({ body }) => body.length > 0)) {
        const sums = Object.keys(headers).filter((key) => /^x-amz-checksum-(?!algorithm|type)/.test(key));
        expect(sums).toEqual(header === undefined || operation === 'CompleteUpload' ? [] : [header]);
        expect(headers['x-amz-trailer']).toBeUndefined();
        expect(headers['expect']).toBeUndefined();
      }
      const create = s3.requests.find(({ operation }) => operation === 'CreateUpload');
      expect(create?.headers['x-amz-checksum-algorithm']).toBe(name);
    },
  );
});
