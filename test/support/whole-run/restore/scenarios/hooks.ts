import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TIMINGS } from '../../../../../src/base/context.ts';
import { problemsOfResult } from '../../../result-schema.ts';
import type { Reached } from '../../steps.ts';
import type { World } from '../../world.ts';
import { RestoreDesk } from '../restore-desk.ts';

/** Commands and containers in Pods that a restore makes; the commands are real, and write to a file of this machine. */
export function describeHooks(world: () => World): void {
  describe('the hooks of a restore', () => {
    it('run in order in the Pods that it has made, once their container runs', async () => {
      await using bench = await HookBench.open(world());

      const { exitCode, result } = await bench.restore({ postHooks: [bench.say('load'), bench.say('warm')] });

      expect(exitCode, result.errors[0]?.message).toBe(0);
      expect(bench.said()).toEqual(['load', 'warm']);
      expect(result).toMatchObject({
        phase: 'Completed',
        hookStatus: { hooksAttempted: 2, hooksFailed: 0 },
        hookState: 'success',
        hooks: [
          {
            phase: 'restore',
            pod: `${bench.copy}/db`,
            container: 'main',
            hook: 'fill',
            outcome: 'success',
            exitCode: 0,
          },
          { output: 'warm' },
        ],
      });
    });

    it('are for the namespaces that Pods go to, and not for those that they come from', async () => {
      await using bench = await HookBench.open(world());
      const postHooks = [bench.say('load')];

      const { result } = await bench.restore({ includedNamespaces: [bench.namespace], postHooks });

      expect(result.hookStatus).toEqual({ hooksAttempted: 0, hooksFailed: 0 });
      expect(bench.said()).toEqual([]);
    });

    it('go on after one that fails, which is a warning: they say Continue unless told otherwise', async () => {
      await using bench = await HookBench.open(world());

      const { exitCode, result } = await bench.restore({ postHooks: [bench.sh('exit 3'), bench.say('warm')] });

      expect(exitCode).toBe(0);
      expect(bench.said()).toEqual(['warm']);
      expect(result).toMatchObject({
        hookStatus: { hooksAttempted: 2, hooksFailed: 1 },
        hookState: 'failed',
        errors: [],
      });
      expect(result.warnings).toContainEqual(expect.objectContaining({ code: 'hook-failed' }));
    });

    it('stop after one that fails and says Fail, in its Pod alone', async () => {
      await using bench = await HookBench.open(world(), ['db', 'replica']);
      const failing = bench.sh('exit 3', { onError: 'Fail' });
      const rules = [
        { name: 'fill', labelSelector: { matchLabels: { name: 'db' } }, postHooks: [failing, bench.say('after')] },
        { name: 'join', labelSelector: { matchLabels: { name: 'replica' } }, postHooks: [bench.say('joined')] },
      ];

      const { exitCode, result } = await bench.restoreWith({ resources: rules });

      expect(exitCode).toBe(80);
      expect(bench.said()).toEqual(['joined']);
      expect(result).toMatchObject({
        phase: 'PartiallyFailed',
        errors: [{ code: 'hook-failed' }],
        hookStatus: { hooksAttempted: 3, hooksFailed: 1 },
      });
    });

    it('are not waited for longer than they say', async () => {
      await using bench = await HookBench.open(world());
      const load = bench.say('load', { onError: 'Fail', waitTimeout: '1m' });

      const { exitCode, result } = await bench.restore({ postHooks: [load] }, { startsPods: false });

      expect(exitCode).toBe(80);
      expect(bench.said()).toEqual([]);
      expect(result.errors).toMatchObject([
        { code: 'hook-not-run', message: expect.stringContaining('container main is not running after 60 s') },
      ]);
    });

    it('do not run in Pods that are there already', async () => {
      await using bench = await HookBench.open(world());
      await bench.restore({ postHooks: [] });

      const { result } = await bench.restore({ postHooks: [bench.say('load')] });

      expect(result.hookStatus).toEqual({ hooksAttempted: 0, hooksFailed: 0 });
      expect(bench.said()).toEqual([]);
    });

    it('give Pods init containers before their own, and warn of those that take too long', async () => {
      await using bench = await HookBench.open(world());
      const init = { initContainers: [{ name: 'fetch', image: 'fetch:1', command: ['fetch'] }], timeout: '2m' };

      const { exitCode, result } = await bench.restore({ postHooks: [{ init }] });

      const pod = await world().api.get(`/api/v1/namespaces/${bench.copy}/pods/db`);
      expect(exitCode).toBe(0);
      expect(pod).toMatchObject({
        spec: { initContainers: [{ name: 'fetch', image: 'fetch:1', command: ['fetch'] }] },
      });
      expect(result.warnings).toContainEqual(
        expect.objectContaining({ code: 'hook-not-run', message: expect.stringContaining('not ended after 120 s') }),
      );
    });
  });

  describe('hooks that an archived Pod asks for by annotation', () => {
    const annotations = (file: string) => ({
      'post.hook.restore.velero.io/command': JSON.stringify(['sh', '-c', `echo annotated >> ${file}`]),
      'init.hook.restore.velero.io/container-image': 'fetch:1',
    });

    it('are not followed, and a warning says so: whoever can write to the location must not decide what runs', async () => {
      await using bench = await HookBench.open(world(), ['db'], annotations);

      const { exitCode, result } = await bench.restoreWith({});

      const pod = await world().api.get(`/api/v1/namespaces/${bench.copy}/pods/db`);
      expect(exitCode).toBe(0);
      expect(bench.said()).toEqual([]);
      expect(pod['spec']).not.toHaveProperty('initContainers');
      expect(result.warnings).toContainEqual(expect.objectContaining({ code: 'hooks-ignored' }));
    });

    it('are followed where the policy says so', async () => {
      await using bench = await HookBench.open(world(), ['db'], annotations);

      const { exitCode, result } = await bench.restoreWith({ fromAnnotations: true });

      const pod = await world().api.get(`/api/v1/namespaces/${bench.copy}/pods/db`);
      expect(exitCode).toBe(0);
      expect(bench.said()).toEqual(['annotated']);
      expect(result.hooks).toMatchObject([{ hook: 'annotations', outcome: 'success' }]);
      const name = expect.stringMatching(/^velero-restore-init-[0-9a-f]{8}$/);
      expect(pod).toMatchObject({ spec: { initContainers: [{ name, image: 'fetch:1' }] } });
    });
  });
}

type Exec = Readonly<Record<string, unknown>>;

/** A backup of a namespace with Pods, to be restored under another name. */
class HookBench implements AsyncDisposable {
  readonly desk: RestoreDesk;
  readonly namespace: string;
  /** Where the Pods are restored to. */
  readonly copy: string;
  readonly #folder: string;
  readonly #pods: readonly string[];

  private constructor(desk: RestoreDesk, namespace: string, folder: string, pods: readonly string[]) {
    this.desk = desk;
    this.namespace = namespace;
    this.copy = `${namespace}-copy`;
    this.#folder = folder;
    this.#pods = pods;
  }

  static async open(
    world: World,
    pods: readonly string[] = ['db'],
    annotations: (file: string) => Readonly<Record<string, string>> = () => ({}),
  ): Promise<HookBench> {
    const folder = mkdtempSync(join(tmpdir(), 'lifeboat-hooks-'));
    const namespace = await world.namespace();
    for (const name of pods) {
      await world.shellPod(namespace, name, { labels: { name }, annotations: annotations(join(folder, 'said')) });
    }
    const desk = await RestoreDesk.open(world);
    await desk.backUp('nightly', '-n', namespace, '--include-resources', 'pods');
    return new HookBench(desk, namespace, folder, pods);
  }

  sh(script: string, more: Exec = {}): { readonly exec: Exec } {
    return { exec: { command: ['sh', '-c', script], ...more } };
  }

  /** Says a word, and writes it down. */
  say(word: string, more: Exec = {}): { readonly exec: Exec } {
    return this.sh(`echo ${word} | tee -a ${join(this.#folder, 'said')}`, more);
  }

  restore(rule: object, options: { readonly startsPods?: boolean } = {}) {
    return this.restoreWith({ resources: [{ name: 'fill', ...rule }] }, options);
  }

  /** Restores with hooks; the Pods begin to run when the hooks wait for them. */
  async restoreWith(hooks: object, { startsPods = true }: { readonly startsPods?: boolean } = {}) {
    const { world } = this.desk;
    const start: Reached = async (step) => {
      if (step !== 'hooks' || !startsPods) return;
      for (const name of this.#pods) await world.startPod(this.copy, name);
    };
    const spec = { backupName: 'nightly', namespaceMapping: { [this.namespace]: this.copy }, hooks };
    const restored = await this.desk.restore(spec, { reached: start, instant: [DEFAULT_TIMINGS.hookPollEveryMs] });
    expect(problemsOfResult(restored.statusText)).toEqual([]);
    return restored;
  }

  /** What the commands have written down. */
  said(): readonly string[] {
    const file = join(this.#folder, 'said');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { api } = this.desk.world;
    this.desk[Symbol.dispose]();
    for (const name of [this.namespace, this.copy]) await api.delete(`/api/v1/namespaces/${name}`);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
