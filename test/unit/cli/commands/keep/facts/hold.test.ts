import { describe, expect, it } from 'vitest';
import { openLocation } from '../../../../../../src/cli/compose.ts';
import { aStorageLocation } from '../../../../../support/builders.ts';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { aContext } from '../../../../../support/context.ts';
import { goldenLocation } from '../../../../../support/golden-location.ts';

describe('holding backups', () => {
  it('is told by describe, and over when they are released', async () => {
    using location = goldenLocation();
    const at = ['--from', location.root];

    const held = await lifeboat(['hold', 'full', ...at, '--reason', 'audit', '--until', '2026-12-24']);
    const described = await lifeboat(['describe', 'full', ...at]);
    const released = await lifeboat(['release', 'full', ...at]);
    const again = await lifeboat(['release', 'full', ...at, '-o', 'json']);

    expect(held).toMatchObject({ exitCode: 0, stderr: '' });
    expect(held.stdout).toContain('full: held: audit (until 2026-12-24T00:00:00Z), ');
    expect(described.stdout).toMatch(/^Held: +audit \(until 2026-12-24T00:00:00Z\)$/m);
    expect(released.stdout).toContain('full: not held');
    expect(JSON.parse(again.stdout)).toMatchObject({
      kind: 'BackupStandingList',
      items: [{ name: 'full', location: 'default' }],
    });
    expect(again.stdout).not.toContain('"held"');
  });

  it.each([
    ['without a reason', ['hold', 'full'], 'It is not said why'],
    ['until yesterday', ['hold', 'full', '--reason', 'x', '--until', '2026-11-20'], 'is over already'],
    ['until no time', ['hold', 'full', '--reason', 'x', '--until', 'soon'], 'is no time'],
  ])('is refused %s', async (_, words, message) => {
    using location = goldenLocation();

    const { exitCode, stderr } = await lifeboat([...words, '--from', location.root]);

    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });

  it('says nothing of any backup where one of them is not there', async () => {
    using location = goldenLocation();

    const { exitCode } = await lifeboat(['hold', 'full', 'fulll', '--reason', 'x', '--from', location.root]);
    const described = await lifeboat(['describe', 'full', '--from', location.root]);

    expect(exitCode).toBe(66);
    expect(described.stdout).not.toMatch(/^Held:/m);
  });
});

describe('releasing a backup from a restore', () => {
  const READER = { run: '5e1b9a00-2351-4410-9482-8246f6966cdb', restore: 'shop-20261121031700-5e1b9a' };

  async function locationInUse() {
    const location = goldenLocation();
    const provider = { type: 'filesystem', path: location.root } as const;
    const place = await openLocation(aContext(), aStorageLocation({ provider }), { forWriting: true });
    const head = { id: '0a1b2c3d', at: new Date('2026-11-21T03:17:00Z'), by: 'a run' };
    await place.backups.putFact(aContext(), 'full', { type: 'use', ...READER, until: new Date('2099-01-01'), ...head });
    await place.close();
    return location;
  }

  it('takes its name, once and again', async () => {
    using location = await locationInUse();
    const at = ['--from', location.root];

    const released = await lifeboat(['release', 'full', '--restore', READER.restore, ...at]);
    const again = await lifeboat(['release', 'full', '--restore', READER.restore, ...at]);

    expect(released).toMatchObject({ exitCode: 0, stderr: '' });
    expect(released.stdout).toContain('full: not held');
    expect(again).toMatchObject({ exitCode: 0, stdout: released.stdout });
  });

  it.each([
    ['shop-20261121031700-5e1b9b', `Did you mean ${READER.restore}?`],
    ['web', `It is read by ${READER.restore}.`],
  ])('is refused for %s, which does not read it', async (restore, hint) => {
    using location = await locationInUse();
    const at = ['--from', location.root];

    const { exitCode, stderr } = await lifeboat(['release', 'full', '--restore', restore, ...at]);
    const described = await lifeboat(['describe', 'full', ...at]);

    expect(exitCode).toBe(66);
    expect(stderr).toContain(`No restore ${restore} reads full`);
    expect(stderr).toContain(`Hint: ${hint}`);
    expect(described.stdout).toContain(`restore ${READER.restore} reads it`);
  });
});

describe('extending a backup', () => {
  it('moves its expiry away', async () => {
    using location = goldenLocation();
    const before = JSON.parse(
      (await lifeboat(['extend', 'full', '--until', '2030-01-01', '--from', location.root, '-o', 'json'])).stdout,
    );

    const by = await lifeboat(['extend', 'full', '--by', '24h', '--from', location.root]);

    expect(before.items[0].expiresAt).toBe('2030-01-01T00:00:00Z');
    expect(by.stdout).toContain('expires at 2030-01-02T00:00:00Z');
  });

  it('never moves it nearer', async () => {
    using location = goldenLocation();

    const { exitCode, stderr } = await lifeboat(['extend', 'full', '--until', '2001-01-01', '--from', location.root]);
    const unclear = await lifeboat(['extend', 'full', '--from', location.root]);

    expect(exitCode).toBe(64);
    expect(stderr).toContain('expires later already');
    expect(unclear.exitCode).toBe(64);
  });
});

describe('labels and annotations', () => {
  it('are set and removed beside the backup, and described', async () => {
    using location = goldenLocation();
    const at = ['--from', location.root];

    await lifeboat(['label', 'full', 'team=shop', 'stage=test', ...at]);
    await lifeboat(['label', 'full', 'stage-', ...at]);
    await lifeboat(['annotate', 'full', 'note=before the move', ...at]);

    const { stdout } = await lifeboat(['describe', 'full', ...at]);
    expect(stdout).toMatch(/^Labels: .*team=shop/m);
    expect(stdout).not.toContain('stage=test');
    expect(stdout).toMatch(/^Annotations: +note=before the move$/m);
  });

  it('are told afterwards', async () => {
    using location = goldenLocation();
    const at = ['--from', location.root];

    const labelled = await lifeboat(['label', 'full', 'team=shop', ...at]);
    const annotated = await lifeboat(['annotate', 'full', 'note=before the move', ...at]);
    const cleared = await lifeboat(['label', 'full', 'team-', 'velero.io/storage-location-', ...at]);

    expect(labelled.stdout).toBe('full: labels: velero.io/storage-location=default, team=shop\n');
    expect(annotated.stdout).toMatch(/^full: annotations: .*note=before the move$/m);
    expect(cleared.stdout).toBe('full: no labels\n');
  });

  it.each([
    [['label', 'full'], 'what to set or remove'],
    [['label', 'a=b'], 'No backup is named'],
    [['label', 'full', 'a b=c'], 'is not a label key'],
    [['label', 'full', 'a=b c'], 'is not a label value'],
    [['label', 'full', 'a=b', 'a-'], 'both set and removed'],
    [['annotate', 'full', '=c'], 'has no key'],
  ])('are refused where they are none: %j', async (words, message) => {
    using location = goldenLocation();

    const { exitCode, stderr } = await lifeboat([...words, '--from', location.root]);

    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });
});
