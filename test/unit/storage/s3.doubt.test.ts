import { describe, expect, it } from 'vitest';
import { RetryingObjectStore } from '../../../src/storage/retrying.ts';
import { refusal } from '../../support/scripted-s3-bucket.ts';
import { scriptedStoreRig } from '../../support/scripted-s3-store.ts';

const MIB = 1024 * 1024;
const SLOW_DOWN = refusal(503, 'SlowDown', 'Please reduce your request rate.');
const MARKER = 'backups/b/velero-backup.json';

const scripted = scriptedStoreRig();

describe('rows 59 to 62: a put whose outcome is in doubt', () => {
  const body = Buffer.alloc(20 * MIB, 1);

  it('row 59: is settled by the mark when the answer to Complete is lost', async () => {
    const { ctx, s3, store } = scripted;
    s3.fail('CompleteUpload', 'lose-answer');

    const outcome = await store.put(ctx, 'backups/b/b.tar.gz', body, { ifAbsent: true });

    expect(outcome).toBe('stored');
    expect(s3.operations().slice(-4)).toEqual(['CompleteUpload', 'CompleteUpload', 'AbortUpload', 'HeadObject']);
  });

  it('row 59: is settled by the mark when the answer to a small put is lost', async () => {
    const { ctx, s3, store } = scripted;
    s3.fail('PutObject', 'lose-answer');

    const outcome = await store.put(ctx, MARKER, Buffer.from('ours'), { ifAbsent: true });

    expect(outcome).toBe('stored');
    expect(s3.operations().filter((operation) => operation === 'PutObject')).toHaveLength(1);
  });

  it('row 59: is settled by reading where the store drops marks', async () => {
    const { ctx, s3, store } = scripted;
    s3.script((request) => {
      for (const name of Object.keys(request.headers)) if (name.startsWith('x-amz-meta-')) delete request.headers[name];
      return request.operation === 'PutObject' ? 'lose-answer' : undefined;
    });

    const outcome = await store.put(ctx, MARKER, Buffer.from('ours'), { ifAbsent: true });

    expect(outcome).toBe('stored');
  });

  it('row 60: is asked again when Complete answers 200 with an error', async () => {
    const { ctx, s3, store } = scripted;
    s3.fail('CompleteUpload', 'error-in-200');

    const outcome = await store.put(ctx, 'backups/b/b.tar.gz', body);

    expect(outcome).toBe('stored');
    expect(scripted.s3.content.objects.get('backups/b/b.tar.gz')?.body.equals(body)).toBe(true);
  });

  it('row 60: failed when Complete answers 200 with an error for ever', async () => {
    const { ctx, s3, store } = scripted;
    s3.script(({ operation }) => (operation === 'CompleteUpload' ? 'error-in-200' : undefined));

    const put = store.put(ctx, 'backups/b/b.tar.gz', body);

    await expect(put).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(s3.content.uploads.size).toBe(0);
    expect(s3.content.objects.size).toBe(0);
  });

  it('row 61: is stored when the 412 comes from its own first attempt', async () => {
    const { ctx, s3, store } = scripted;
    s3.fail('PutObject', 'lose-answer');
    s3.fail('HeadObject', undefined, SLOW_DOWN, { status: 404 });

    const outcome = await new RetryingObjectStore(store).put(ctx, MARKER, Buffer.from('ours'), { ifAbsent: true });

    expect(outcome).toBe('stored');
    expect(s3.operations().filter((operation) => operation === 'PutObject')).toHaveLength(2);
  });

  it.each(['PutObject', 'CompleteUpload'])(
    'row 61: exists when the 412 to %s comes from the object of another',
    async (last) => {
      const { ctx, s3, store } = scripted;
      const theirs = { body: Buffer.from('theirs'), metadata: {}, modifiedAt: new Date() };
      s3.script(({ operation, key }) => {
        if (operation === last) s3.content.objects.set(key, theirs);
        return undefined;
      });
      const ours = last === 'PutObject' ? Buffer.from('ours') : body;

      const outcome = await store.put(ctx, MARKER, ours, { ifAbsent: true });

      expect(outcome).toBe('exists');
      expect(scripted.stored(MARKER)).toBe('theirs');
      expect(s3.content.uploads.size).toBe(0);
    },
  );

  it('row 61: is asked again after a 409, which decides nothing', async () => {
    const { ctx, s3, store } = scripted;
    s3.fail('PutObject', refusal(409, 'ConditionalRequestConflict', 'A conflicting operation occurred.'));

    const outcome = await new RetryingObjectStore(store).put(ctx, MARKER, Buffer.from('ours'), { ifAbsent: true });

    expect(outcome).toBe('stored');
  });

  it('row 62: finds what is there by a look-up before, where the condition is ignored', async () => {
    const { ctx, s3, store } = scripted;
    await store.put(ctx, MARKER, Buffer.from('theirs'));
    s3.script(() => 'ignore-condition');

    const outcome = await store.put(ctx, MARKER, Buffer.from('ours'), { ifAbsent: true });

    expect(outcome).toBe('exists');
    expect(scripted.stored(MARKER)).toBe('theirs');
  });

  it('row 62: finds by a look-up after that another writer replaced it, where the condition is ignored', async () => {
    const { ctx, s3, store } = scripted;
    const theirs = { body: Buffer.from('theirs'), metadata: {}, modifiedAt: new Date() };
    s3.script(({ operation }) => {
      if (operation === 'HeadObject' && s3.content.objects.has(MARKER)) s3.content.objects.set(MARKER, theirs);
      return 'ignore-condition';
    });

    const outcome = await store.put(ctx, MARKER, Buffer.from('ours'), { ifAbsent: true });

    expect(outcome).toBe('exists');
    expect(store.isAtomic).toBe(false);
  });
});
