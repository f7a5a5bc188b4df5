import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { resumedBytes } from '../../../../src/archive/export/resumed-bytes.ts';
import { RunError } from '../../../../src/domain/problem.ts';
import { aContext } from '../../../support/context.ts';
import { FaultyObjectStore } from '../../../support/faulty-object-store.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';

const CUT = new RunError('storage-unavailable', 'the connection was cut');
const KEY = 'backups/b/b.tar.gz';
const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 253));
const ctx = aContext();
let memory: MemoryObjectStore;
let store: FaultyObjectStore;

beforeEach(async () => {
  memory = new MemoryObjectStore();
  await memory.put(ctx, KEY, bytes);
  store = new FaultyObjectStore(memory);
});

describe('the bytes of an object over a bad connection', () => {
  it('go on where each stream was cut', async () => {
    store.fail('get', '.tar.gz', { endsAfter: 1, throws: CUT }, { endsAfter: 2, throws: CUT });

    const read = await buffer(resumedBytes(ctx, store, { key: KEY, size: bytes.length }, 0));

    expect(read.equals(bytes)).toBe(true);
    expect(store.calls.filter(({ method }) => method === 'get')).toHaveLength(3);
  });

  it('begin where an earlier call stopped', async () => {
    const read = await buffer(resumedBytes(ctx, store, { key: KEY, size: bytes.length }, 123_456));

    expect(read.equals(bytes.subarray(123_456))).toBe(true);
  });

  it('end with the failure of a stream that brings nothing', async () => {
    store.fail('get', '.tar.gz', { endsAfter: 1, throws: CUT }, { endsAfter: 0, throws: CUT });

    const reading = buffer(resumedBytes(ctx, store, { key: KEY, size: bytes.length }, 0));

    await expect(reading).rejects.toMatchObject({ code: 'storage-unavailable' });
  });

  it('are not those of an object that changes meanwhile', async () => {
    const read = async (size: number) => buffer(resumedBytes(ctx, store, { key: KEY, size }, 0));

    await expect(read(bytes.length + 1)).rejects.toMatchObject({ code: 'storage-unavailable' });
    await expect(read(bytes.length - 1)).rejects.toMatchObject({ code: 'storage-unavailable' });
  });
});
