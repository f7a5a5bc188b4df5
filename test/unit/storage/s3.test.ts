import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { RetryingObjectStore } from '../../../src/storage/retrying.ts';
import { S3ObjectStore } from '../../../src/storage/s3.ts';
import { aContext } from '../../support/context.ts';
import { refusal } from '../../support/scripted-s3-bucket.ts';
import { scriptedStoreRig } from '../../support/scripted-s3-store.ts';

const MIB = 1024 * 1024;
const SLOW_DOWN = refusal(503, 'SlowDown', 'Please reduce your request rate.');
const INTERNAL = refusal(500, 'InternalError', 'We encountered an internal error. Please try again.');
const MARKER = 'backups/b/velero-backup.json';

const scripted = scriptedStoreRig();

describe('row 53: a store that is slow, fails or cuts the connection', () => {
  it('row 53: is asked again until it answers', async () => {
    const { ctx, s3, store } = scripted;
    s3.fail('PutObject', SLOW_DOWN, INTERNAL, 'reset', 'reset');

    const outcome = await new RetryingObjectStore(store).put(ctx, MARKER, Buffer.from('{}'));

    expect(outcome).toBe('stored');
    expect(s3.operations().filter((operation) => operation === 'PutObject')).toHaveLength(5);
    expect(ctx.clock.pauses).toHaveLength(4);
  });

  it('row 53: is asked for a part of an upload up to eight times, without another word about the other parts', async () => {
    const { ctx, s3, store } = scripted;
    s3.script((request) =>
      request.query.get('partNumber') === '2' && seen(request.operation, 2) < 8 ? INTERNAL : undefined,
    );
    const seen = (operation: string, part: number) =>
      s3.requests.filter((r) => r.operation === operation && r.query.get('partNumber') === String(part)).length;

    const outcome = await store.put(ctx, 'backups/b/b.tar.gz', Buffer.alloc(20 * MIB, 1));

    expect(outcome).toBe('stored');
    expect([seen('UploadPart', 1), seen('UploadPart', 2), seen('UploadPart', 3)]).toEqual([1, 8, 1]);
  });

  it('row 53: is given up after that, and the upload is aborted', async () => {
    const { ctx, s3, store } = scripted;
    s3.script(({ operation }) => (operation === 'UploadPart' ? INTERNAL : undefined));

    const put = store.put(ctx, 'backups/b/b.tar.gz', Buffer.alloc(20 * MIB, 1));

    await expect(put).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(s3.content.uploads.size).toBe(0);
  });

  it('waits as long as the store asks it to', async () => {
    const { s3, store } = scripted;
    s3.fail('UploadPart', { ...SLOW_DOWN, headers: { ...SLOW_DOWN.headers, 'retry-after': '7' } });
    const real = aContext({ now: new Date() });

    await store.put(real, 'backups/b/b.tar.gz', Buffer.alloc(20 * MIB, 1));

    expect(real.clock.pauses.length).toBe(1);
    expect(real.clock.pauses[0]).toBeGreaterThan(5_000);
  });
});

describe('row 54: a connection on which nothing moves', () => {
  beforeEach(async () => {
    await scripted.reopen({}, { stallMs: 2_000 });
  });

  it('row 54: is given up, and its part is sent again', async () => {
    const { ctx, s3, store } = scripted;
    s3.fail('UploadPart', undefined, 'hang');

    const outcome = await store.put(ctx, 'backups/b/b.tar.gz', Buffer.alloc(20 * MIB, 1));

    expect(outcome).toBe('stored');
    expect(s3.operations().filter((operation) => operation === 'UploadPart').length).toBeGreaterThan(3);
  });

  it('row 54: ends a read with an error when it rests in the middle', async () => {
    const { ctx, s3, store } = scripted;
    await store.put(ctx, 'key', Buffer.alloc(2 * MIB, 1));
    s3.fail('GetObject', { restAfter: MIB });

    const stream = await store.get(ctx, 'key');

    await expect(buffer(stream!)).rejects.toMatchObject({ code: 'storage-unavailable' });
  });

  it('row 54: is asked again when a read rests before its first byte', async () => {
    const { ctx, s3, store } = scripted;
    await store.put(ctx, 'key', Buffer.from('text'));
    s3.fail('GetObject', { restAfter: 0 }, 'hang');

    const stream = await new RetryingObjectStore(store).get(ctx, 'key');

    expect((await buffer(stream!)).toString()).toBe('text');
  });
});

describe('a read', () => {
  it('is asked for the rest of an object, also a store that knows no ranges', async () => {
    const { ctx, s3, store } = scripted;
    await store.put(ctx, MARKER, Buffer.from('0123456789'));
    s3.fail('GetObject', undefined, { status: 200, body: Buffer.from('0123456789') });

    const [ranged, whole] = [await store.get(ctx, MARKER, 7), await store.get(ctx, MARKER, 7)];

    expect(ranged && (await buffer(ranged)).toString()).toBe('789');
    expect(whole && (await buffer(whole)).toString()).toBe('789');
    expect(s3.requests.at(-1)?.headers.range).toBe('bytes=7-');
  });

  it('ends a read with an error when the connection is cut in the middle', async () => {
    const { ctx, s3, store } = scripted;
    await store.put(ctx, 'key', Buffer.alloc(2 * MIB, 1));
    s3.fail('GetObject', { cutAfter: MIB });

    const stream = await store.get(ctx, 'key');

    await expect(buffer(stream!)).rejects.toMatchObject({ code: 'storage-unavailable' });
  });
});

describe('rows 57 and 58: a store that cannot take what is put', () => {
  it('row 57: names the region where the bucket is', async () => {
    const { ctx, s3, store } = scripted;
    const redirect = refusal(301, 'PermanentRedirect', 'The bucket must be addressed at the specified endpoint.');
    s3.script(({ operation }) => ({
      ...redirect,
      headers: { 'x-amz-bucket-region': 'eu-west-3' },
      ...(operation.startsWith('Head') && { body: Buffer.alloc(0) }),
    }));

    const asks = [
      () => store.put(ctx, 'x', Buffer.from('x')),
      () => store.head(ctx, 'x'),
      () => Array.fromAsync(store.list(ctx, '')),
    ];

    for (const ask of asks) {
      await expect(ask()).rejects.toMatchObject({
        code: 'location-not-found',
        message: expect.stringContaining('in region eu-west-3, not in us-east-1'),
      });
    }
  });

  it('row 57: is not taken for empty where whoever answers knows nothing of buckets', async () => {
    const { ctx, s3, store } = scripted;
    s3.script(() => ({ status: 404, headers: { 'content-type': 'text/plain' }, body: Buffer.from('no such page') }));

    await expect(store.get(ctx, 'x')).rejects.toMatchObject({ code: 'location-not-found' });
    await expect(store.head(ctx, 'x')).rejects.toMatchObject({ code: 'location-not-found' });
  });

  it('row 57: names the region that a signature was to be for', async () => {
    const { ctx, s3, store } = scripted;
    const message = "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-3'";
    s3.fail('PutObject', refusal(400, 'AuthorizationHeaderMalformed', message, '<Region>eu-west-3</Region>'));

    const put = store.put(ctx, 'x', Buffer.from('x'));

    await expect(put).rejects.toMatchObject({ code: 'location-not-found', hint: 'Set s3.region to eu-west-3' });
  });

  it.each([
    refusal(507, 'InsufficientStorage', 'Insufficient storage space'),
    refusal(403, 'QuotaExceeded', 'The quota is exceeded'),
    refusal(507, 'XMinioStorageFull', 'Storage backend has reached its minimum free drive threshold.'),
  ])(
    'row 58: leaves no parts of an upload for which there is no space, and earlier objects as they were',
    async (full) => {
      const { ctx, s3, store } = scripted;
      await store.put(ctx, 'backups/old/old.tar.gz', Buffer.from('old'));
      s3.script(({ query }) => (query.get('partNumber') === '3' ? full : undefined));

      const put = store.put(ctx, 'backups/b/b.tar.gz', Buffer.alloc(20 * MIB, 1));

      await expect(put).rejects.toMatchObject({ code: 'cannot-write' });
      expect(s3.content.uploads.size).toBe(0);
      expect([...s3.content.objects.keys()]).toEqual(['backups/old/old.tar.gz']);
      expect(scripted.stored('backups/old/old.tar.gz')).toBe('old');
    },
  );
});

describe('rows 63 and 65: what is left behind, and what is damaged', () => {
  it('row 63: aborts the old uploads of its own keys and no others', async () => {
    const { ctx, s3, store } = scripted;
    const day = 86_400_000;
    const now = Date.now();
    const begin = (key: string, begun: number) =>
      s3.content.uploads.set(key, { key, metadata: {}, parts: new Map(), begun: new Date(begun) });
    begin('backups/nightly-1/nightly-1.tar.gz', now - 2 * day);
    begin('backups/nightly-2/nightly-2.tar.gz', now - 1000);
    begin('backups/weekly-1/weekly-1.tar.gz', now - 2 * day);

    const aborted = await store.abortUnfinished(ctx, 'backups/nightly-', new Date(now - day));

    expect(aborted).toBe(1);
    expect([...s3.content.uploads.keys()]).toEqual([
      'backups/nightly-2/nightly-2.tar.gz',
      'backups/weekly-1/weekly-1.tar.gz',
    ]);
  });

  it.each(['PutObject', 'GetObject'])(
    'row 65: hands over what a damaged %s gave, for the reader to verify',
    async (operation) => {
      const { ctx, s3, store } = scripted;
      s3.fail(operation, 'flip-bit');
      await store.put(ctx, 'key', Buffer.from('text'));

      const stream = await store.get(ctx, 'key');

      expect((await buffer(stream!)).toString()).toBe('teyt');
    },
  );
});

describe('a proxy', () => {
  it('is on the way to the store where the environment names one', async () => {
    const { ctx, s3, credentialsFile } = scripted;
    const location = s3.location({ endpoint: 'http://s3.test', credentialsFile });
    const store = await S3ObjectStore.open(location, { env: { HTTP_PROXY: s3.endpoint } });

    expect(await store.put(ctx, 'key', Buffer.from('text'))).toBe('stored');
    expect(s3.requests.at(-1)?.headers.host).toBe('s3.test');
    await store.close();
  });

  it('is not asked about hosts that are excepted', async () => {
    const { ctx, s3, credentialsFile } = scripted;
    const env = { HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.1' };
    const store = await S3ObjectStore.open(s3.location({ credentialsFile }), { env });

    expect(await store.put(ctx, 'key', Buffer.from('text'))).toBe('stored');
    await store.close();
  });
});
