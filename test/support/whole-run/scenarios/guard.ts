import { describe, expect, it } from 'vitest';

import { Runner } from '../runner.ts';
import { readBackup } from '../stored-backup.ts';
import { collectionOf, type World } from '../world.ts';

/** Feature 6: a backup that collapsed is kept, and counts for nothing until somebody accepts it. */
export function describeGuard(world: () => World): void {
  describe('the shrink guard', () => {
    it('quarantines what collapsed beside the last good one: latest and retention stay where they are', async () => {
      await using data = await Data.make(world(), 12);
      using runner = await Runner.open(world(), { policy: guarded(data) });
      await runOn(runner, '17');
      await data.shrinkTo(2);

      const { outcome, result } = await runOn(runner, '18');
      const again = await runOn(runner, '19');

      expect(outcome.exitCode).toBe(80);
      expect(result).toMatchObject({
        phase: 'PartiallyFailed',
        reason: 'suspicious-shrink',
        errorCount: 1,
        backup: { committed: true, quarantined: expect.stringContaining('in nightly-20261117021700') },
      });
      expect(result.verdicts).toBeUndefined();
      expect(again.result.backup?.quarantined).toContain('in nightly-20261117021700');
      const { metadata } = await world().api.get(runner.configMap('lifeboat-latest-nightly'));
      expect(metadata.annotations).toMatchObject({ 'lifeboat.dev/last-good-backup': 'nightly-20261117021700' });
      const { document, items } = await readBackup(runner.place, 'nightly-20261118021700');
      expect(document.metadata.annotations['lifeboat.dev/quarantined']).toBe(result.backup?.quarantined);
      expect([...items.keys()].filter((key) => key.startsWith('configmaps/'))).not.toEqual([]);
    });

    it('does so where partial backups are good ones, too: what collapsed is no single item', async () => {
      await using data = await Data.make(world(), 12);
      using runner = await Runner.open(world(), { policy: { ...guarded(data), onPartial: 'Succeed' } });
      await runOn(runner, '17');
      await data.shrinkTo(2);

      const { outcome } = await runOn(runner, '18');

      expect(outcome.exitCode).toBe(80);
      const { metadata } = await world().api.get(runner.configMap('lifeboat-latest-nightly'));
      expect(metadata.annotations).toMatchObject({ 'lifeboat.dev/last-good-backup': 'nightly-20261117021700' });
    });

    it('compares with what was accepted, and a chain leads from each manifest to the last good one', async () => {
      await using data = await Data.make(world(), 12);
      using runner = await Runner.open(world(), { policy: guarded(data) });
      await runOn(runner, '17');
      await data.shrinkTo(2);
      await runOn(runner, '18');
      await runOn(runner, '19');

      const accepted = await runner.call(['accept', 'nightly-20261119021700', '--reason', 'moved away']);
      const { outcome, result } = await runOn(runner, '20');

      expect(accepted).toMatchObject({ exitCode: 0 });
      expect(accepted.stderr).toContain('nightly-20261119021700 is accepted: it counts as a good one');
      expect(outcome.exitCode).toBe(0);
      expect(result.verdicts?.[0]).toMatchObject({ backup: 'nightly-20261120021700', keep: true });
      const chain = await Promise.all(
        ['17', '18', '19', '20'].map(async (day) => {
          const { manifest } = await readBackup(runner.place, `nightly-202611${day}021700`);
          return manifest.previous?.backup.slice(14, 16);
        }),
      );
      expect(chain).toEqual([undefined, '17', '17', '19']);
      const verified = await runner.call(['verify', 'nightly-20261120021700', '--chain', '-o', 'json']);
      expect(JSON.parse(verified.stdout)).toMatchObject({ items: [{ outcome: 'proven', damage: [], doubts: [] }] });
    });

    it('starts anew where the selection changed', async () => {
      await using data = await Data.make(world(), 12);
      using runner = await Runner.open(world(), { policy: guarded(data) });
      await runOn(runner, '17');
      await data.shrinkTo(2);
      runner.mount(runner.policies({ ...guarded(data), excludedResources: ['secrets'] }));

      const { outcome } = await runOn(runner, '18');

      expect(outcome.exitCode).toBe(0);
    });

    it('is there without being asked for: what lost more than nine tenths is quarantined', async () => {
      await using data = await Data.make(world(), 40);
      using runner = await Runner.open(world(), { policy: unguarded(data) });
      await runOn(runner, '17');
      await data.shrinkTo(1);

      const { outcome, result } = await runOn(runner, '18');

      expect(outcome.exitCode).toBe(80);
      expect(result.backup?.quarantined).toMatch(/in nightly-20261117021700.*more than 90 % fewer/);
      const message = `${result.backup?.quarantined}: lifeboat accept nightly-20261118021700`;
      expect(result.errors).toMatchObject([{ code: 'suspicious-shrink', message }]);
    });

    it('is done with after one run of a policy that says 100, for those who may not write to the location', async () => {
      await using data = await Data.make(world(), 40);
      using runner = await Runner.open(world(), { policy: unguarded(data) });
      const exitCodes = [(await runOn(runner, '17')).outcome.exitCode];
      await data.shrinkTo(1);
      exitCodes.push((await runOn(runner, '18')).outcome.exitCode);
      runner.mount(runner.policies({ ...unguarded(data), guard: { maxShrinkPercent: 100 } }));
      exitCodes.push((await runOn(runner, '19')).outcome.exitCode);
      runner.mount(runner.policies(unguarded(data)));
      exitCodes.push((await runOn(runner, '20')).outcome.exitCode);

      expect(exitCodes).toEqual([0, 80, 0, 0]);
    });

    it('compares nothing where the policy says 100, or that an empty backup is a good one', async () => {
      await using data = await Data.make(world(), 40);
      using all = await Runner.open(world(), { policy: { ...unguarded(data), guard: { maxShrinkPercent: 100 } } });
      using empty = await Runner.open(world(), { policy: { ...unguarded(data), allowEmpty: true } });
      await runOn(all, '17');
      await runOn(empty, '17');
      await data.shrinkTo(1);

      expect([(await runOn(all, '18')).outcome.exitCode, (await runOn(empty, '18')).outcome.exitCode]).toEqual([0, 0]);
    });
  });
}

function guarded(data: Data) {
  return { ...unguarded(data), guard: { maxShrinkPercent: 50 } };
}

function unguarded({ namespace }: Data) {
  return { includedNamespaces: [namespace], includedResources: ['configmaps'] };
}

/** A namespace with a number of ConfigMaps. */
class Data implements AsyncDisposable {
  readonly namespace: string;
  readonly #world: World;
  readonly #paths: string[] = [];

  private constructor(world: World, namespace: string) {
    this.#world = world;
    this.namespace = namespace;
  }

  static async make(world: World, count: number): Promise<Data> {
    const data = new Data(world, await world.namespace());
    const collection = collectionOf('v1', 'configmaps', data.namespace);
    for (let i = 0; i < count; i++) {
      await world.api.create(collection, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `data-${i}` } });
      data.#paths.push(`${collection}/data-${i}`);
    }
    return data;
  }

  async shrinkTo(count: number): Promise<void> {
    for (const path of this.#paths.splice(count)) await this.#world.api.delete(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shrinkTo(0);
  }
}

async function runOn(runner: Runner, day: string) {
  const job = await runner.job({ due: new Date(`2026-11-${day}T02:17:00Z`) });
  const outcome = await runner.run(job, { at: new Date(`2026-11-${day}T02:17:01Z`) });
  return { outcome, result: await runner.result(job) };
}
