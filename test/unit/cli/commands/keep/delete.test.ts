import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../../src/base/clock.ts';
import type { RunResult } from '../../../../../src/domain/result/result.ts';
import { lifeboat, type CliOverrides } from '../../../../support/cli-rig.ts';
import { goldenLocation } from '../../../../support/golden-location.ts';
import { plant } from '../../../../support/planted-backups.ts';
import { problemsOfResult } from '../../../../support/result-schema.ts';

const OLD = new Date('2026-01-01T02:17:00Z');
const three = () =>
  plant(
    { name: 'nightly-1', startedAt: OLD },
    { name: 'nightly-2', labels: { stage: 'live' } },
    { name: 'weekly-1', startedAt: OLD, origin: { policy: 'weekly' }, labels: { team: 'shop' } },
  );

async function remove(root: string, words: readonly string[], overrides: CliOverrides = {}) {
  return lifeboat(['delete', ...words, '--from', root], overrides);
}

describe('lifeboat delete', () => {
  it('asks about one backup at a terminal', async () => {
    using location = three();

    const no = await remove(location.root, ['nightly-1'], { canAsk: () => true, input: 'n\n' });
    const yes = await remove(location.root, ['nightly-1'], { canAsk: () => true, input: 'y\n' });

    expect(no).toMatchObject({ exitCode: 0 });
    expect(no.stderr).toContain('Nothing was deleted.');
    expect(yes.exitCode).toBe(0);
    expect(yes.stdout).toContain('1 backup deleted');
    expect(location.names()).toEqual(['nightly-2', 'weekly-1']);
  });

  it.each([
    ['one without a terminal', ['nightly-1'], 'Add --confirm 1'],
    ['several at a terminal', ['nightly-1', 'nightly-2'], 'Add --confirm 2'],
    ['another number', ['nightly-1', '--confirm', '2'], 'This deletes 1 backup, and --confirm says 2'],
    ['nothing in particular', [], 'It is not said what to delete'],
    ['both names and filters', ['nightly-1', '--policy', 'nightly'], '--policy chooses backups'],
    ['a selector that is none', ['--selector', 'a b'], 'is no label selector'],
  ])('refuses %s', async (_, words, message) => {
    using location = three();

    const { exitCode, stderr } = await remove(location.root, words, { canAsk: () => words.length > 1 });

    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
    expect(location.names()).toHaveLength(3);
  });

  it('deletes what its filters choose, all of them together', async () => {
    using location = three();

    const { exitCode, stdout } = await remove(
      location.root,
      '--policy nightly,weekly --older-than 720h --confirm 2 -o json'.split(' '),
    );

    const result = JSON.parse(stdout) as RunResult;
    expect(exitCode).toBe(0);
    expect(problemsOfResult(stdout)).toEqual([]);
    expect(result).toMatchObject({
      action: 'delete',
      phase: 'Completed',
      terminal: true,
      removal: { total: 2, removed: 2, kept: 0, finished: true },
    });
    expect(location.names()).toEqual(['nightly-2']);
  });

  it('never means the backups of several clusters at once', async () => {
    using location = plant({ name: 'nightly-1' }, { name: 'nightly-2', origin: { clusterName: 'staging' } });

    const unclear = await remove(location.root, ['--policy', 'nightly', '--confirm', '2']);
    const clear = await remove(location.root, '--policy nightly --cluster-name staging --confirm 1'.split(' '));

    expect(unclear.exitCode).toBe(64);
    expect(unclear.stderr).toContain('of several clusters: production, staging');
    expect(clear.exitCode).toBe(0);
    expect(location.names()).toEqual(['nightly-1']);
  });

  it('knows labels that were set later', async () => {
    using location = three();
    await lifeboat(['label', 'nightly-2', 'team=shop', '--from', location.root]);

    const { stdout, stderr } = await remove(location.root, ['-l', 'team=shop', '--dry-run']);

    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual(['NAME', 'nightly-2', 'weekly-1', '']);
    expect(stderr).toContain('2 backups would be deleted: --confirm 2');
    expect(location.names()).toHaveLength(3);
  });

  it('refuses a held backup by name, and leaves it out of what filters choose', async () => {
    using location = three();
    await lifeboat(['hold', 'nightly-1', '--reason', 'audit', '--from', location.root]);

    const byName = await remove(location.root, ['nightly-1', 'nightly-2', '--confirm', '2']);
    const byFilter = await remove(location.root, ['--older-than', '720h', '--confirm', '1']);

    expect(byName).toMatchObject({ exitCode: 73 });
    expect(byName.stderr).toContain('held: audit');
    expect(byFilter.exitCode).toBe(0);
    expect(byFilter.stderr).toContain('nightly-1 stays: held: audit');
    expect(location.names()).toEqual(['nightly-1', 'nightly-2']);
  });

  it('names the nearest where a name is misspelt, and deletes nothing', async () => {
    using location = three();

    const { exitCode, stderr } = await remove(location.root, ['nightly-1', 'nightly-22', '--confirm', '2']);

    expect(exitCode).toBe(66);
    expect(stderr).toContain('Did you mean nightly-2?');
    expect(location.names()).toHaveLength(3);
  });

  it('leaves what Velero made to Velero, unless it is told otherwise and nothing lies elsewhere', async () => {
    using location = goldenLocation();

    const refused = await remove(location.root, ['full', '--confirm', '1']);
    const told = await remove(location.root, ['full', '--confirm', '1', '--velero']);

    expect(refused.exitCode).toBe(73);
    expect(refused.stderr).toContain('velero backup delete');
    expect(told.exitCode).toBe(0);
    expect(readdirSync(join(location.root, 'backups'))).not.toContain('full');
  });

  it('finishes what an earlier delete left half done', async () => {
    using location = three();
    await expect(
      remove(location.root, ['nightly-1', '--confirm', '1'], {
        reached: (step) => {
          if (step === 'uncommitted') throw new Error('killed');
        },
      }),
    ).resolves.toMatchObject({ exitCode: 1 });
    expect((await lifeboat(['list', '--from', location.root, '-o', 'name'])).stdout).not.toContain('nightly-1');

    const { exitCode } = await remove(location.root, ['nightly-1', '--confirm', '1']);

    expect(exitCode).toBe(0);
    expect(location.names()).toEqual(['nightly-2', 'weekly-1']);
  });

  it('keeps a record of itself in the location', async () => {
    using location = three();

    await remove(location.root, ['nightly-1', '--confirm', '1'], { clock: systemClock });

    const folder = join(location.root, 'metadata/lifeboat/runs/manual');
    const record = readdirSync(folder).find((name) => name.endsWith('.json')) ?? expect.fail('no record');
    expect(JSON.parse(readFileSync(join(folder, record), 'utf8'))).toMatchObject({ action: 'delete' });
  });
});
