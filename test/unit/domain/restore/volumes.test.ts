import { describe, expect, it } from 'vitest';
import {
  type BackupMethod,
  decideClaim,
  decideVolume,
  readVolume,
  type VolumeWorld,
} from '../../../../src/domain/restore/volumes.ts';

interface Made {
  readonly reclaim?: string;
  readonly claim?: string;
  readonly uid?: string;
}

function volume(name: string, { reclaim = 'Retain', claim, uid }: Made = {}) {
  const claimRef = claim === undefined ? {} : { claimRef: { namespace: 'shop', name: claim, ...(uid && { uid }) } };
  return { metadata: { name }, spec: { persistentVolumeReclaimPolicy: reclaim, ...claimRef } };
}

function claim(volumeName?: string) {
  return { metadata: { name: 'data', namespace: 'shop' }, spec: { volumeName } };
}

interface Given {
  readonly archived?: readonly ReturnType<typeof volume>[];
  readonly existing?: readonly ReturnType<typeof volume>[];
  readonly methods?: Readonly<Record<string, BackupMethod>>;
  readonly methodsOfClaims?: Readonly<Record<string, BackupMethod>>;
  readonly emptyVolumes?: 'Skip' | 'Allow';
  readonly selectsClaims?: boolean;
  readonly ignoresSnapshots?: boolean;
}

function world(given: Given = {}): VolumeWorld {
  const byName = (volumes: Given['archived'] = []) =>
    new Map(volumes.map((one) => [one.metadata.name, readVolume(one)]));
  return {
    facts: {
      methods: new Map(Object.entries(given.methods ?? {})),
      methodsOfClaims: new Map(Object.entries(given.methodsOfClaims ?? {})),
    },
    archived: byName(given.archived),
    existing: byName(given.existing),
    selectsClaim: () => given.selectsClaims ?? true,
    emptyVolumes: given.emptyVolumes ?? 'Skip',
    ignoresSnapshots: given.ignoresSnapshots ?? false,
  };
}

describe('decideClaim', () => {
  it('binds a claim again whose volume outlives it', () => {
    const archived = [volume('pv-1', { claim: 'data', uid: 'u' })];

    expect(decideClaim(world({ archived }), claim('pv-1'), 'shop')).toEqual({ volume: 'rebind' });
  });

  it('makes a claim as it is that never had a volume', () => {
    expect(decideClaim(world(), claim(), 'shop')).toEqual({ volume: undefined });
    expect(decideClaim(world(), claim(''), 'shop')).toEqual({ volume: undefined });
  });

  it('row 106: leaves a claim out whose data went with its volume, and says so', () => {
    const archived = [volume('pv-1', { reclaim: 'Delete', claim: 'data' })];

    expect(decideClaim(world({ archived }), claim('pv-1'), 'shop')).toEqual({
      skip: 'no-volume-data',
      detail: 'volume pv-1 had reclaim policy Delete, and its data is not in the backup',
    });
  });

  it('row 106: lets a claim start empty where the policy allows it, as Velero does', () => {
    const archived = [volume('pv-1', { reclaim: 'Delete', claim: 'data' })];

    const decision = decideClaim(world({ archived, emptyVolumes: 'Allow' }), claim('pv-1'), 'shop');

    expect(decision).toEqual({ volume: 'provision' });
  });

  it.each(['NativeSnapshot', 'PodVolumeBackup', 'CSISnapshot'] as const)(
    'does not take a volume for whole whose data is kept elsewhere: %s',
    (method) => {
      const archived = [volume('pv-1', { claim: 'data' })];
      const saved = { archived, methods: { 'pv-1': method } };

      expect(decideClaim(world(saved), claim('pv-1'), 'shop')).toMatchObject({ skip: 'no-volume-data' });
      expect(decideClaim(world({ ...saved, emptyVolumes: 'Allow' }), claim('pv-1'), 'shop')).toEqual({
        volume: 'provision',
      });
    },
  );

  it('heeds what old backups tell by claim instead of by volume', () => {
    const archived = [volume('pv-1', { claim: 'data' })];
    const given = world({ archived, methodsOfClaims: { 'shop/data': 'PodVolumeBackup' } });

    expect(decideClaim(given, claim('pv-1'), 'shop')).toMatchObject({ skip: 'no-volume-data' });
  });

  it('row 106: reports a claim whose volume is nowhere; allowed, it keeps the name as Velero leaves it', () => {
    expect(decideClaim(world(), claim('pv-lost'), 'shop')).toEqual({
      skip: 'no-volume-data',
      detail: 'its volume pv-lost is neither in the cluster nor in this restore',
    });
    expect(decideClaim(world({ emptyVolumes: 'Allow' }), claim('pv-lost'), 'shop')).toEqual({ volume: 'rebind' });
  });

  it('binds a claim to its volume in the cluster, whatever the archive says of it', () => {
    const existing = [volume('pv-1', { reclaim: 'Delete', claim: 'data' })];
    const free = [volume('pv-1')];

    expect(decideClaim(world({ existing }), claim('pv-1'), 'shop')).toEqual({ volume: 'rebind' });
    expect(decideClaim(world({ existing: free }), claim('pv-1'), 'shop')).toEqual({ volume: 'rebind' });
  });

  it('does not promise a volume to a mapped claim that another claim has', () => {
    const pv = volume('pv-1', { claim: 'data', uid: 'u' });
    const given = { archived: [pv], existing: [pv] };

    expect(decideClaim(world(given), claim('pv-1'), 'shop-copy')).toEqual({
      skip: 'no-volume-data',
      detail: 'its volume pv-1 belongs to claim shop/data',
    });
    expect(decideClaim(world({ ...given, emptyVolumes: 'Allow' }), claim('pv-1'), 'shop-copy')).toEqual({
      volume: 'provision',
    });
  });

  it('says how a volume is freed that waits for a claim which is gone', () => {
    const existing = [volume('pv-1', { claim: 'data', uid: 'u' })];

    const decision = decideClaim(world({ existing }), claim('pv-1'), 'shop');

    expect(decision).toMatchObject({ detail: expect.stringContaining('remove spec.claimRef.uid') as string });
  });
});

describe('decideVolume', () => {
  it('makes a volume again that outlives its claim', () => {
    expect(decideVolume(world(), volume('pv-1', { claim: 'data' }))).toEqual({ isRestored: true });
    expect(decideVolume(world(), volume('pv-2'))).toEqual({ isRestored: true });
  });

  it('leaves the telling of lost data to the claim where there is one', () => {
    const lost = volume('pv-1', { reclaim: 'Delete', claim: 'data' });

    expect(decideVolume(world(), lost)).toMatchObject({ isRestored: false, reason: 'made-by-cluster' });
    expect(decideVolume(world({ selectsClaims: false }), lost)).toMatchObject({ reason: 'no-volume-data' });
    expect(decideVolume(world({ selectsClaims: false, emptyVolumes: 'Allow' }), lost)).toMatchObject({
      reason: 'made-by-cluster',
    });
  });
});

/** The table of Velero's decisions about volumes (`restore.go`), as far as no data is brought back. */
describe.each([
  // What volumeinfo says of the volume decides first.
  ['NativeSnapshot', { methods: { 'pv-1': 'NativeSnapshot' } }, 'Retain', 'lost'],
  ['PodVolumeBackup', { methods: { 'pv-1': 'PodVolumeBackup' } }, 'Retain', 'lost'],
  ['CSISnapshot', { methods: { 'pv-1': 'CSISnapshot' } }, 'Retain', 'lost'],
  ['skipped, of a class that deletes', { methods: { 'pv-1': 'None' } }, 'Delete', 'lost'],
  ['skipped, of a class that retains', { methods: { 'pv-1': 'None' } }, 'Retain', 'kept'],
  [
    'skipped, beside a stale list',
    { methods: { 'pv-1': 'None' }, methodsOfClaims: { 'shop/data': 'CSISnapshot' } },
    'Retain',
    'kept',
  ],
  // Without an entry for it: what older releases wrote, by claim.
  ['no entry, and a backup from its Pod', { methodsOfClaims: { 'shop/data': 'PodVolumeBackup' } }, 'Retain', 'lost'],
  ['no entry, and a CSI snapshot', { methodsOfClaims: { 'shop/data': 'CSISnapshot' } }, 'Retain', 'lost'],
  ['no entry, and nothing else, of a class that deletes', {}, 'Delete', 'lost'],
  ['no entry, and nothing else, of a class that retains', {}, 'Retain', 'kept'],
  // `restorePVs: false`: Velero then makes a volume with a native snapshot as it is.
  [
    'NativeSnapshot, not wanted, retained',
    { methods: { 'pv-1': 'NativeSnapshot' }, ignoresSnapshots: true },
    'Retain',
    'kept',
  ],
  [
    'NativeSnapshot, not wanted, deleted',
    { methods: { 'pv-1': 'NativeSnapshot' }, ignoresSnapshots: true },
    'Delete',
    'lost',
  ],
  ['CSISnapshot, not wanted', { methods: { 'pv-1': 'CSISnapshot' }, ignoresSnapshots: true }, 'Retain', 'lost'],
  [
    'PodVolumeBackup, beside snapshots that are not wanted',
    { methods: { 'pv-1': 'PodVolumeBackup' }, ignoresSnapshots: true },
    'Retain',
    'lost',
  ],
] as const)('a volume that was backed up as %s', (_, given, reclaim, fate) => {
  const pv = volume('pv-1', { reclaim, claim: 'data' });
  const of = (emptyVolumes: 'Skip' | 'Allow') => world({ ...given, archived: [pv], emptyVolumes });

  it(`is ${fate}`, () => {
    expect(decideVolume(of('Skip'), pv).isRestored).toBe(fate === 'kept');
  });

  it(`row 106: leaves its claim ${fate === 'kept' ? 'bound to it' : 'out, with an error, or empty where that is allowed'}`, () => {
    const [skipping, allowing] = [of('Skip'), of('Allow')].map((it) => decideClaim(it, claim('pv-1'), 'shop'));

    expect(skipping).toMatchObject(fate === 'kept' ? { volume: 'rebind' } : { skip: 'no-volume-data' });
    expect(allowing).toEqual({ volume: fate === 'kept' ? 'rebind' : 'provision' });
  });
});

describe('a claim whose data was moved', () => {
  const moved = {
    ...claim('pv-1'),
    metadata: { ...claim().metadata, annotations: { 'velero.io/data-upload-name': 'x' } },
  };

  it('row 106: is told by its own annotation where no list names its volume', () => {
    const given = world({ archived: [volume('pv-1', { claim: 'data' })] });

    expect(decideClaim(given, moved, 'shop')).toMatchObject({ skip: 'no-volume-data' });
  });

  it('is judged by the list where that has its volume', () => {
    const given = world({ archived: [volume('pv-1', { claim: 'data' })], methods: { 'pv-1': 'None' } });

    expect(decideClaim(given, moved, 'shop')).toEqual({ volume: 'rebind' });
  });
});
