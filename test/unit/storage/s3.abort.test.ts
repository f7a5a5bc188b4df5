import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { RunError } from '../../../src/domain/problem.ts';
import { refusal } from '../../support/scripted-s3-bucket.ts';
import { scriptedStoreRig } from '../../support/scripted-s3-store.ts';

const MIB = 1024 * 1024;
const INTERNAL = refusal(500, 'InternalError', 'We encountered an internal error. Please try again.');

const scripted = scriptedStoreRig();

describe('an abort', () => {
  const reason = new RunError('terminated', 'stopped');

  it.each([
    ['CreateUpload', 'while the upload begins'],
    ['UploadPart', 'while a part is under way'],
    ['CompleteUpload', 'while the upload is completed'],
  ])('at %s, %s, leaves no parts and no object', async (operation) => {
    const { ctx, s3, store } = scripted;
    s3.script((request) => {
      if (request.operation !== operation) return undefined;
      ctx.controller.abort(reason);
      return operation === 'CreateUpload' ? undefined : 'hang';
    });

    const put = store.put(ctx, 'backups/b/b.tar.gz', Buffer.alloc(20 * MIB, 1));

    await expect(put).rejects.toBe(reason);
    expect(s3.operations().at(-1)).toBe('AbortUpload');
    expect(s3.content.uploads.size).toBe(0);
    expect(s3.content.objects.size).toBe(0);
  });

  it('ends a request that hangs', async () => {
    const { ctx, s3, store } = scripted;
    s3.script(() => {
      ctx.controller.abort(reason);
      return 'hang';
    });

    await expect(store.head(ctx, 'key')).rejects.toBe(reason);
    expect(s3.operations()).toEqual(['HeadObject']);
  });

  it('is listened for once, however much is read', async () => {
    const { ctx, store } = scripted;
    await store.put(ctx, 'key', Buffer.from('x'));

    for (let n = 0; n < 20; n++) await Array.fromAsync((await store.get(ctx, 'key'))!);

    expect(getEventListeners(ctx.signal, 'abort')).toHaveLength(1);
  });

  it('ends a read that rests', async () => {
    const { ctx, s3, store } = scripted;
    await store.put(ctx, 'key', Buffer.alloc(2 * MIB, 1));
    s3.fail('GetObject', { restAfter: MIB });
    const stream = (await store.get(ctx, 'key'))![Symbol.asyncIterator]();
    await stream.next();
    const read = async () => {
      while ((await stream.next()).done !== true);
    };

    const reading = read();
    setImmediate(() => ctx.controller.abort(reason));

    await expect(reading).rejects.toBe(reason);
  });

  it('ends the pauses between the attempts of a part', async () => {
    const { ctx, s3, store } = scripted;
    s3.script(({ operation }) => {
      if (operation !== 'UploadPart') return undefined;
      ctx.controller.abort(reason);
      return INTERNAL;
    });

    await expect(store.put(ctx, 'backups/b/b.tar.gz', Buffer.alloc(20 * MIB, 1))).rejects.toBe(reason);
    expect(s3.operations().filter((operation) => operation === 'UploadPart').length).toBeLessThanOrEqual(2);
    expect(s3.operations().at(-1)).toBe('AbortUpload');
  });

  it('leaves an upload that cannot be aborted to a later run, and says so', async () => {
    const { ctx, s3, store } = scripted;
    s3.fail('UploadPart', refusal(403, 'AccessDenied', 'Access Denied'));
    s3.script(({ operation }) =>
      operation === 'AbortUpload' ? refusal(403, 'AccessDenied', 'Access Denied') : undefined,
    );

    const put = store.put(ctx, 'backups/b/b.tar.gz', Buffer.alloc(20 * MIB, 1));

    await expect(put).rejects.toMatchObject({ code: 'permission-denied' });
    expect(ctx.logLines.map(({ msg }) => msg)).toContain('Cannot abort an unfinished upload; a later run removes it');
  });
});
