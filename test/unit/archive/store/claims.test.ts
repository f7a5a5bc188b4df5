import { beforeEach, describe, expect, it } from 'vitest';
import { encodeClaim } from '../../../../src/archive/files/claim-file.ts';
import { archiveKey, fileKey, folderOf, metadataKey } from '../../../../src/archive/layout.ts';
import { readClaim, secureClaim, sweepFolder, tidyFolder } from '../../../../src/archive/store/claims.ts';
import { RunError } from '../../../../src/domain/problem.ts';
import { aClaim } from '../../../support/builders.ts';
import { aContext, type TestContext } from '../../../support/context.ts';
import { FaultyObjectStore } from '../../../support/faulty-object-store.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';

const NAME = aClaim().backup;
const CLAIM_KEY = fileKey(NAME, 'claim');
const dead = aClaim({ origin: { ...aClaim().origin, runId: 'dead-run' } });

let ctx: TestContext;
let memory: MemoryObjectStore;
let objects: FaultyObjectStore;

beforeEach(() => {
  ctx = aContext();
  memory = new MemoryObjectStore();
  objects = new FaultyObjectStore(memory);
});

const put = (key: string, bytes: Uint8Array) => memory.put(ctx, key, bytes);
const keys = () => [...memory.objects.keys()];

describe('secureClaim', () => {
  it('puts a claim that says whose it is', async () => {
    expect(await secureClaim(ctx, objects, aClaim(), false)).toEqual({ outcome: 'claimed', cleaned: [] });

    expect(await readClaim(ctx, objects, NAME)).toEqual(aClaim());
    expect(memory.objects.get(CLAIM_KEY)?.metadata).toEqual({ 'run-id': aClaim().origin.runId });
  });

  it('row 62: refuses when another claim appears between the look and the put', async () => {
    objects.fail('put', '-claim.json', { before: async () => void (await put(CLAIM_KEY, encodeClaim(dead))) });

    expect(await secureClaim(ctx, objects, aClaim(), false)).toEqual({ outcome: 'refused', claim: dead });
  });

  it('deletes the data of a dead run before its claim, so that a crash in between leaves no orphans', async () => {
    await put(CLAIM_KEY, encodeClaim(dead));
    await put(archiveKey(NAME), Buffer.from('half an archive'));

    const secured = await secureClaim(ctx, objects, aClaim(), true);

    expect(secured).toEqual({ outcome: 'claimed', cleaned: [archiveKey(NAME)] });
    const changes = objects.calls.filter(({ method }) => ['delete', 'put', 'abortUnfinished'].includes(method));
    expect(changes).toEqual([
      { method: 'abortUnfinished', key: folderOf(NAME) },
      { method: 'delete', key: archiveKey(NAME) },
      { method: 'delete', key: CLAIM_KEY },
      { method: 'put', key: CLAIM_KEY },
    ]);
  });

  it('row 33: goes on where an earlier attempt died in the middle of cleaning', async () => {
    await put(CLAIM_KEY, encodeClaim(dead));
    await put(archiveKey(NAME), Buffer.from('half an archive'));
    const killed = new RunError('storage-unavailable', 'killed');
    objects.fail('delete', '-claim.json', { throws: killed });

    await expect(secureClaim(ctx, objects, aClaim(), true)).rejects.toBe(killed);
    expect(keys()).toEqual([CLAIM_KEY]);
    expect(await secureClaim(ctx, objects, aClaim(), true)).toMatchObject({ outcome: 'claimed' });
  });

  it('row 44: touches nothing when a commit appears after the caller looked', async () => {
    await put(CLAIM_KEY, encodeClaim(dead));
    await put(metadataKey(NAME), Buffer.from('{}'));

    await expect(secureClaim(ctx, objects, aClaim(), true)).rejects.toMatchObject({ code: 'backup-exists' });
    expect(keys()).toEqual([CLAIM_KEY, metadataKey(NAME)]);
  });

  it('touches nothing under a claim that it cannot read', async () => {
    await put(CLAIM_KEY, Buffer.from('mine!'));
    await put(archiveKey(NAME), Buffer.from('x'));

    await expect(secureClaim(ctx, objects, aClaim(), true)).rejects.toMatchObject({ code: 'backup-exists' });
    expect(keys()).toEqual([CLAIM_KEY, archiveKey(NAME)]);
  });

  it('row 41: refuses the name of a run at work that took no Lease', async () => {
    const living = { ...dead, isLocked: false };
    await put(CLAIM_KEY, encodeClaim(living));
    await put(archiveKey(NAME), Buffer.from('of a living run'));

    expect(await secureClaim(ctx, objects, aClaim(), true)).toEqual({ outcome: 'refused', claim: living });
    expect(keys()).toEqual([CLAIM_KEY, archiveKey(NAME)]);
  });

  it('gives up on a claim that changes hands again and again', async () => {
    objects.failAlways('put', '-claim.json', { before: async () => void (await put(CLAIM_KEY, encodeClaim(dead))) });

    await expect(secureClaim(ctx, objects, aClaim(), true)).rejects.toMatchObject({ code: 'storage-unavailable' });
  });
});

describe('tidyFolder', () => {
  it('ends what dead puts began beside a backup, and deletes nothing else', async () => {
    await put(metadataKey(NAME), Buffer.from('{}'));

    await tidyFolder(ctx, objects, NAME);

    expect(objects.calls).toEqual([{ method: 'abortUnfinished', key: folderOf(NAME) }]);
    expect(keys()).toEqual([metadataKey(NAME)]);
  });

  it('tells in the log what it may not end', async () => {
    objects.fail('abortUnfinished', folderOf(NAME), { throws: new RunError('permission-denied', 'no') });

    await tidyFolder(ctx, objects, NAME);

    expect(ctx.logLines.at(-1)).toMatchObject({ msg: 'leftovers kept', backup: NAME, code: 'permission-denied' });
  });
});

describe('sweepFolder', () => {
  it('row 66: keeps the claim over leftovers that an object lock protects, and tells it in the log', async () => {
    await put(CLAIM_KEY, encodeClaim(dead));
    await put(archiveKey(NAME), Buffer.from('locked'));
    await put(fileKey(NAME, 'logs'), Buffer.from('free'));
    objects.failAlways('delete', '.tar.gz', { throws: new RunError('cannot-write', 'object lock') });

    expect(await sweepFolder(ctx, objects, NAME, aClaim().origin)).toBe(false);

    expect(keys()).toEqual([CLAIM_KEY, archiveKey(NAME)]);
    expect(ctx.logLines.at(-1)).toMatchObject({ msg: 'leftovers kept', key: archiveKey(NAME), code: 'cannot-write' });
  });

  it('row 41: leaves a run at work that took no Lease, until its claim is a day old', async () => {
    await put(CLAIM_KEY, encodeClaim({ ...dead, isLocked: false }));
    await put(archiveKey(NAME), Buffer.from('of a living run'));

    expect(await sweepFolder(ctx, objects, NAME, aClaim().origin)).toBe(false);
    expect(keys()).toEqual([CLAIM_KEY, archiveKey(NAME)]);
    ctx.clock.advance(86_400_001);
    expect(await sweepFolder(ctx, objects, NAME, aClaim().origin)).toBe(true);
    expect(keys()).toEqual([]);
  });

  it('row 31: deletes nothing when a commit arrives while it looks', async () => {
    await put(CLAIM_KEY, encodeClaim(dead));
    await put(archiveKey(NAME), Buffer.from('whole'));
    objects.fail('abortUnfinished', '/', { before: () => put(metadataKey(NAME), Buffer.from('{}')).then(() => {}) });

    await expect(sweepFolder(ctx, objects, NAME, aClaim().origin)).rejects.toMatchObject({ code: 'backup-exists' });
    expect(keys()).toEqual([CLAIM_KEY, archiveKey(NAME), metadataKey(NAME)]);
  });

  it('finds nothing to sweep in a folder without a claim', async () => {
    await put(archiveKey(NAME), Buffer.from('somebody’s'));

    expect(await sweepFolder(ctx, objects, NAME, aClaim().origin)).toBe(false);
    expect(keys()).toEqual([archiveKey(NAME)]);
  });
});
