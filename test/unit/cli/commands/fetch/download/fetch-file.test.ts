import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fetching, fetchIntoFile } from '../../../../../../src/cli/commands/fetch/download/fetch-file.ts';
import { RunError } from '../../../../../../src/domain/problem.ts';
import { aContext, FakeClock } from '../../../../../support/context.ts';
import { FaultyObjectStore } from '../../../../../support/faulty-object-store.ts';
import { MemoryObjectStore } from '../../../../../support/memory-object-store.ts';

const KEY = 'backups/b/b.tar.gz';
const text = Array.from({ length: 60_000 }, (_, at) => createHash('md5').update(`${at}`).digest('hex')).join('');
const bytes = gzipSync(text);
const CUT = new RunError('storage-unavailable', 'the connection was cut');
const ctx = aContext();
let folder: string;
let path: string;
let memory: MemoryObjectStore;
let store: FaultyObjectStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-fetch-'));
  path = join(folder, 'b.tar.gz');
  memory = new MemoryObjectStore();
  store = new FaultyObjectStore(memory);
  await memory.put(ctx, KEY, bytes);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function fetching(overrides: Partial<Fetching> = {}): Promise<Fetching> {
  const object = await memory.head(ctx, KEY);
  if (object === undefined) throw new Error('nothing was put');
  return { store, object, sha256: createHash('sha256').update(bytes).digest('hex'), isUnpacked: false, ...overrides };
}

/** Lets the connection break twice: after some bytes, and before any more come. */
async function breakOff(): Promise<void> {
  store.fail('get', '.tar.gz', { endsAfter: 3, throws: CUT }, { endsAfter: 0, throws: CUT });
  const failed: unknown = await fetchIntoFile(ctx, await fetching(), path).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'storage-unavailable', hint: expect.stringContaining('Call it again') });
}

describe('fetching a file', () => {
  it('goes on where an earlier call stopped, and leaves one file', async () => {
    await breakOff();
    const left = readdirSync(folder);
    const sizeBefore = readFileSync(join(folder, left[0] ?? '')).length;
    const reads: (number | undefined)[] = [];
    const watched = new MemoryObjectStore();
    watched.objects.set(KEY, memory.objects.get(KEY)!);
    const get = watched.get.bind(watched);
    watched.get = (of, key, from) => {
      reads.push(from);
      return get(of, key, from);
    };

    await fetchIntoFile(ctx, await fetching({ store: watched }), path);

    expect(left).toEqual([expect.stringMatching(/^\.b\.tar\.gz\.[0-9a-f]{12}\.part$/)]);
    expect(sizeBefore).toBe(3 * 65_536);
    expect(reads).toEqual([sizeBefore]);
    expect(readdirSync(folder)).toEqual(['b.tar.gz']);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('begins anew where the object is another one now', async () => {
    await breakOff();
    const other = gzipSync(`${text}!`);
    await memory.put({ ...ctx, clock: new FakeClock(new Date('2027-01-01T00:00:00Z')) }, KEY, other);

    await fetchIntoFile(ctx, await fetching({ sha256: createHash('sha256').update(other).digest('hex') }), path);

    expect(readFileSync(path).equals(other)).toBe(true);
  });

  it('keeps nothing of what is not what is on record', async () => {
    const damaged = fetchIntoFile(ctx, await fetching({ sha256: 'a'.repeat(64) }), path);

    await expect(damaged).rejects.toMatchObject({ code: 'archive-unreadable' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps nothing of damaged gzip either, where nothing is on record', async () => {
    await memory.put(ctx, KEY, bytes.subarray(0, -9));

    const damaged = fetchIntoFile(ctx, await fetching({ sha256: undefined }), path);

    await expect(damaged).rejects.toMatchObject({
      code: 'archive-unreadable',
      message: `Cannot read ${KEY}: gzip: unexpected end of file`,
      hint: expect.stringContaining('lifeboat verify') as unknown,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('does not trust a part that somebody changed', async () => {
    await breakOff();
    const part = join(folder, readdirSync(folder)[0] ?? '');
    writeFileSync(part, Buffer.alloc(1_000, 7));

    await fetchIntoFile(ctx, await fetching(), path);

    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(ctx.logLines.at(-1)).toMatchObject({ msg: 'what an earlier call left does not fit, beginning anew' });
  });

  it('blames the object where what was fetched from its beginning does not fit either', async () => {
    await breakOff();

    const damaged = fetchIntoFile(ctx, await fetching({ sha256: 'a'.repeat(64) }), path);

    await expect(damaged).rejects.toMatchObject({ code: 'archive-unreadable', message: expect.stringContaining(KEY) });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('goes on into no file that others may read, and through no link', async () => {
    await breakOff();
    const part = join(folder, readdirSync(folder)[0] ?? '');
    chmodSync(part, 0o644);
    await fetchIntoFile(ctx, await fetching(), path);
    writeFileSync(join(folder, 'precious'), 'mine');
    symlinkSync('precious', part);

    const linked = fetchIntoFile(ctx, await fetching(), path);

    await expect(linked).rejects.toMatchObject({ code: 'cannot-write' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('mine');
  });

  it('says where what has arrived is kept when it is stopped', async () => {
    const stopped = aContext();
    const reason = new RunError('terminated', 'Stopped by SIGTERM');
    store.fail('get', '.tar.gz', { endsAfter: 2, throws: reason });
    stopped.controller.abort(reason);

    await expect(fetchIntoFile(stopped, await fetching(), path)).rejects.toBe(reason);

    expect(stopped.logLines.at(-1)).toMatchObject({
      msg: 'what has arrived is kept: the next call goes on from there',
      file: expect.stringContaining('.part'),
    });
  });

  it('unpacks what was fetched', async () => {
    await fetchIntoFile(ctx, await fetching({ isUnpacked: true }), path);

    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(readdirSync(folder)).toEqual(['b.tar.gz']);
  });
});
