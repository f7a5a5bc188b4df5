import { beforeEach, describe, expect, it } from 'vitest';
import { VeleroBackupStore } from '../../../../../src/archive/velero-backup-store.ts';
import type { Entry } from '../../../../../src/domain/entry.ts';
import type { OnceFacts } from '../../../../../src/domain/lock/once.ts';
import { RunError } from '../../../../../src/domain/problem.ts';
import { LocationMarker, type LocationMarkerFacts } from '../../../../../src/run/restore/once/location-marker.ts';
import { aContext } from '../../../../support/context.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { MemoryObjectStore } from '../../../../support/memory-object-store.ts';

const HOME = 'lifeboat-restore';
const REQUEST = 'restore-shop-1';
const FIRST: OnceFacts = { requestHash: 'a'.repeat(64), runId: 'run-1', job: { name: REQUEST, uid: 'run-1' } };
const SECOND: OnceFacts = { ...FIRST, runId: 'run-2', job: { name: REQUEST, uid: 'run-2' } };
const END = { exitCode: 80, phase: 'PartiallyFailed', result: 'lifeboat-result-1' };
const KEY = `metadata/lifeboat/once/cluster-1/${HOME}/${REQUEST}.json`;

describe('a marker beside the backups', () => {
  const ctx = aContext();
  let objects: MemoryObjectStore;
  let cluster: FakeCluster;
  let warnings: Entry[];
  beforeEach(() => {
    objects = new MemoryObjectStore();
    cluster = new FakeCluster();
    warnings = [];
  });

  function marker(overrides: Partial<LocationMarkerFacts> = {}): LocationMarker {
    const backups = new VeleroBackupStore(objects, { workDirectory: '/nowhere' });
    const warn = (entry: Entry) => void warnings.push(entry);
    const place = { clusterUid: 'cluster-1', namespace: HOME };
    return new LocationMarker({ backups, cluster, ...place, isReadOnly: false, warn, ...overrides });
  }

  it('is made by the first who asks, and remembers how it ended', async () => {
    const first = await marker().claim(ctx, REQUEST, FIRST);
    await marker().finish(ctx, REQUEST, FIRST, END);

    const second = await marker().claim(ctx, REQUEST, SECOND);

    expect([first, second]).toEqual([{ outcome: 'created' }, { outcome: 'done', ...END }]);
    expect([...objects.objects.keys()]).toEqual([KEY]);
  });

  it('is one of its cluster: one that is built anew may do the same again', async () => {
    await marker().claim(ctx, REQUEST, FIRST);
    await marker().finish(ctx, REQUEST, FIRST, END);

    const claim = await marker({ clusterUid: 'cluster-2' }).claim(ctx, REQUEST, SECOND);

    expect(claim).toEqual({ outcome: 'created' });
  });

  it('is one of its namespace: Jobs of other namespaces may be called alike', async () => {
    await marker().claim(ctx, REQUEST, FIRST);

    const claim = await marker({ namespace: 'elsewhere' }).claim(ctx, REQUEST, { ...SECOND, requestHash: 'b' });

    expect(claim).toEqual({ outcome: 'created' });
  });

  it('is taken over from a Job that is gone, and left to one that is there', async () => {
    await marker().claim(ctx, REQUEST, FIRST);
    await cluster.create(
      ctx,
      { group: 'batch', version: 'v1', resource: 'jobs', namespace: HOME },
      { metadata: { name: REQUEST, namespace: HOME } },
    );
    const job = await cluster.read(ctx, { group: 'batch', version: 'v1', resource: 'jobs', namespace: HOME }, REQUEST);
    const alive = { ...FIRST, runId: 'run-0', job: { name: REQUEST, uid: job?.metadata.uid ?? '' } };
    await marker().finish(ctx, REQUEST, alive, END);
    objects.objects.set(KEY, {
      bytes: Buffer.from(JSON.stringify({ ...alive })),
      metadata: {},
      modifiedAt: new Date(),
    });

    const held = await marker().claim(ctx, REQUEST, SECOND);
    await cluster.delete(ctx, { group: 'batch', version: 'v1', resource: 'jobs', namespace: HOME }, REQUEST);
    const resumed = await marker().claim(ctx, REQUEST, SECOND);

    expect([held, resumed]).toEqual([
      { outcome: 'held', by: REQUEST },
      { outcome: 'resumed', from: 'run-0' },
    ]);
    expect(objects.objects.get(KEY)?.bytes.toString()).toContain('run-2');
  });

  it('refuses something else under the same name', async () => {
    await marker().claim(ctx, REQUEST, FIRST);

    const claim = await marker().claim(ctx, REQUEST, { ...SECOND, requestHash: 'b'.repeat(64) });

    expect(claim).toEqual({ outcome: 'changed', recordedHash: FIRST.requestHash });
  });

  it('goes where nothing was done under it, and stays where it is another’s or closed', async () => {
    await marker().claim(ctx, REQUEST, FIRST);
    await marker().withdraw(ctx, REQUEST, SECOND);
    const keptForFirst = objects.objects.has(KEY);
    await marker().withdraw(ctx, REQUEST, FIRST);
    const isGone = !objects.objects.has(KEY);
    await marker().finish(ctx, REQUEST, FIRST, END);
    await marker().withdraw(ctx, REQUEST, FIRST);

    expect([keptForFirst, isGone, objects.objects.has(KEY)]).toEqual([true, true, true]);
  });

  it('is obeyed and not written in a location that is read-only', async () => {
    const first = await marker({ isReadOnly: true }).claim(ctx, REQUEST, FIRST);
    await marker({ isReadOnly: true }).finish(ctx, REQUEST, FIRST, END);

    expect([first, objects.objects.size, warnings]).toEqual([{ outcome: 'created' }, 0, []]);
  });

  it('is a warning, told once, where the store refuses it', async () => {
    const refused = marker();
    objects.put = async () => {
      throw new RunError('permission-denied', 'Cannot put: AccessDenied');
    };

    const claim = await refused.claim(ctx, REQUEST, FIRST);
    await refused.finish(ctx, REQUEST, FIRST, END);

    expect(claim).toEqual({ outcome: 'created' });
    expect(warnings).toEqual([
      {
        code: 'report-failed',
        message: 'The once-marker of this request is kept in the cluster alone: Cannot put: AccessDenied',
      },
    ]);
  });

  it('is not overwritten where it cannot be read', async () => {
    objects.objects.set(KEY, { bytes: Buffer.from('what?'), metadata: {}, modifiedAt: new Date() });

    await expect(marker().claim(ctx, REQUEST, FIRST)).rejects.toMatchObject({ code: 'cannot-write' });
  });
});
