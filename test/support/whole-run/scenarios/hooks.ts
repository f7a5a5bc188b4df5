import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunError } from '../../../../src/domain/problem.ts';
import { problemsOfResult } from '../../result-schema.ts';
import { baseRules, Runner } from '../runner.ts';
import { committedBackups, readBackup } from '../stored-backup.ts';
import { onceAt } from '../steps.ts';
import type { World } from '../world.ts';

const BACKUP = 'nightly-20261121021700';

/** Commands in Pods around their backup. They are real: each writes to a file of this machine. */
export function describeHooks(world: () => World): void {
  describe('the hooks of a backup', () => {
    it('run before and after their Pod is stored, in order, and are told in the result', async () => {
      await using bench = await HookBench.open(world(), ({ say }) => ({
        pre: [say('freeze'), say('flush')],
        post: [say('thaw')],
      }));

      const { exitCode, result } = await bench.run();

      expect(exitCode, result.errors[0]?.message).toBe(0);
      expect(bench.said()).toEqual(['freeze', 'flush', 'thaw']);
      expect(result).toMatchObject({
        phase: 'Completed',
        hookStatus: { hooksAttempted: 3, hooksFailed: 0 },
        hookState: 'success',
        hookStateDetails: [],
        hooks: [
          { phase: 'pre', pod: bench.pod, container: 'main', hook: 'quiesce', outcome: 'success', exitCode: 0 },
          { phase: 'pre', output: 'flush', durationMs: expect.any(Number) },
          { phase: 'post', output: 'thaw' },
        ],
      });
      const { document, items } = await readBackup(bench.runner.place, BACKUP);
      expect(document.status).toMatchObject({ hookStatus: { hooksAttempted: 3 } });
      expect(document.spec).toMatchObject({ hooks: { resources: [{ name: 'quiesce' }] } });
      expect([...items.keys()]).toContain(`pods/${bench.pod}`);
    });

    it('leave their Pod out where one before it fails, and skip those behind it', async () => {
      await using bench = await HookBench.open(world(), ({ say, fail }) => ({
        pre: [fail(), say('flush')],
        post: [say('thaw')],
      }));

      const { exitCode, result } = await bench.run();

      expect(exitCode).toBe(80);
      expect(bench.said()).toEqual([]);
      expect(result).toMatchObject({
        phase: 'PartiallyFailed',
        reason: 'hook-failed',
        hookStatus: { hooksAttempted: 3, hooksFailed: 1 },
        hookState: 'failed',
        hooks: [{ outcome: 'failed' }, { outcome: 'skipped' }, { outcome: 'skipped' }],
        errors: [{ code: 'hook-failed', message: expect.stringContaining('the pod is not in this backup') }],
      });
      expect(result.hookStateDetails).toMatchObject([{ type: 'pre', title: `quiesce in ${bench.pod}` }, {}, {}]);
      const keys = [...(await readBackup(bench.runner.place, BACKUP)).items.keys()];
      expect(keys.filter((key) => key.startsWith('pods/'))).toEqual([`pods/${bench.namespace}/other`]);
    });

    it('undo what one of them has done where a later one fails', async () => {
      await using bench = await HookBench.open(world(), ({ say, fail }) => ({
        pre: [say('freeze'), fail()],
        post: [say('thaw')],
      }));

      const { exitCode, result } = await bench.run();

      expect(exitCode).toBe(80);
      expect(bench.said()).toEqual(['freeze', 'thaw']);
      expect(result.hookStatus).toEqual({ hooksAttempted: 3, hooksFailed: 1 });
    });

    it('store their Pod where one fails that says Continue, and are an error all the same', async () => {
      await using bench = await HookBench.open(world(), ({ say, fail }) => ({
        pre: [fail('Continue'), say('flush')],
        post: [say('thaw')],
      }));

      const { exitCode, result } = await bench.run();

      expect(exitCode).toBe(80);
      expect(bench.said()).toEqual(['flush', 'thaw']);
      expect(result).toMatchObject({ errorCount: 1, hookStatus: { hooksAttempted: 3, hooksFailed: 1 } });
      expect([...(await readBackup(bench.runner.place, BACKUP)).items.keys()]).toContain(`pods/${bench.pod}`);
    });

    it('are given up after their timeout, and undone, for nobody knows what they have done', async () => {
      await using bench = await HookBench.open(world(), ({ say, sh }) => ({
        pre: [{ ...sh('echo waiting; exec sleep 5'), timeout: '2s' }],
        post: [say('thaw')],
      }));

      const { exitCode, result } = await bench.run();

      expect(exitCode).toBe(80);
      expect(bench.said()).toEqual(['thaw']);
      expect(result.hooks?.[0]).toMatchObject({ outcome: 'failed', output: 'waiting' });
      expect(result.hooks?.[0]?.detail).toBe('it did not end within 2 s');
    });

    it('fail where the Pod has no such container', async () => {
      await using bench = await HookBench.open(world(), ({ say }) => ({
        pre: [{ ...say('freeze'), container: 'db' }],
      }));

      const { exitCode, result } = await bench.run();

      expect(exitCode).toBe(80);
      expect(bench.said()).toEqual([]);
      expect(result.errors).toMatchObject([
        { code: 'hook-failed', message: expect.stringContaining('it has no container db, but main') },
      ]);
    });

    it('row 39: are undone when the run is told to stop in between', async () => {
      await using bench = await HookBench.open(world(), ({ say }) => ({ pre: [say('freeze')], post: [say('thaw')] }));
      const stop = new AbortController();
      const reached = onceAt(`hook:pre:${bench.pod}`, () => {
        stop.abort(new RunError('terminated', 'The run was told to stop (SIGTERM)'));
      });

      const { exitCode, result } = await bench.run({ signal: stop.signal, reached });

      expect(exitCode).toBe(143);
      expect(bench.said()).toEqual(['freeze', 'thaw']);
      expect(result.hookStatus).toEqual({ hooksAttempted: 2, hooksFailed: 0 });
      expect(committedBackups(bench.runner.place)).toEqual([]);
    });

    it('name the rule to add where the right is missing, before anything is done and when one has failed', async () => {
      await using bench = await HookBench.open(world(), ({ say }) => ({ pre: [say('freeze')] }), { mayExec: false });

      const { exitCode, result } = await bench.run();

      expect(exitCode).toBe(80);
      expect(result.errors).toMatchObject([
        {
          code: 'hook-failed',
          message: expect.stringContaining('{apiGroups: [""], resources: ["pods/exec"], verbs: ["get", "create"]}'),
        },
      ]);
      expect(result.warnings).toMatchObject([{ code: 'forbidden', resource: 'pods/exec', namespace: bench.namespace }]);
    });

    it('show nothing that looks like a secret', async () => {
      await using bench = await HookBench.open(world(), ({ sh }) => ({
        pre: [sh(`echo "db password=$(echo hunt'er'2) ready"`)],
      }));

      const { result, statusText, stderr } = await bench.run();

      expect(result.hooks?.[0]?.output).toBe('db password=[redacted] ready');
      expect(statusText + stderr).not.toContain('hunter2');
    });
  });

  describe('hooks that a Pod asks for by annotation', () => {
    const annotated = ({ file }: Tools) => ({
      'pre.hook.backup.velero.io/command': JSON.stringify(['sh', '-c', `echo pre >> ${file}`]),
      'pre.hook.backup.velero.io/timeout': 'soon',
      'post.hook.backup.velero.io/command': JSON.stringify(['sh', '-c', `echo post >> ${file}`]),
    });

    it('take the place of the policy’s where it follows them', async () => {
      const options = { annotations: annotated, fromAnnotations: true };
      await using bench = await HookBench.open(world(), ({ say }) => ({ pre: [say('freeze')] }), options);

      const { exitCode, result } = await bench.run();

      expect(exitCode).toBe(0);
      expect(bench.said()).toEqual(['pre', 'post']);
      expect(result.hooks).toMatchObject([{ hook: 'annotations' }, { hook: 'annotations' }]);
      expect(result.warnings).toMatchObject([
        { code: 'hook-annotation-invalid', message: expect.stringContaining('30s holds') },
      ]);
    });

    it('are not run where it does not, and a warning says so once', async () => {
      await using bench = await HookBench.open(world(), () => undefined, { annotations: annotated });

      const { exitCode, result } = await bench.run();

      expect(exitCode).toBe(0);
      expect(bench.said()).toEqual([]);
      expect(result.warnings).toMatchObject([
        { code: 'hooks-ignored', message: expect.stringContaining('1 pod asks for hooks by annotation') },
      ]);
      expect(result.hookStatus).toBeUndefined();
    });
  });
}

/** One command of a hook. */
interface Command {
  readonly command: readonly string[];
  readonly container?: string;
  readonly onError?: string;
  readonly timeout?: string;
}

/** What the commands of a test are made of. */
interface Tools {
  readonly file: string;
  /** Says a word, and writes it down. */
  readonly say: (word: string) => Command;
  readonly fail: (onError?: 'Continue' | 'Fail') => Command;
  readonly sh: (script: string) => Command;
}

interface Hooks {
  readonly pre?: readonly Command[];
  readonly post?: readonly Command[];
}

interface BenchOptions {
  readonly mayExec?: boolean;
  readonly fromAnnotations?: boolean;
  readonly annotations?: (tools: Tools) => Readonly<Record<string, string>>;
}

/** A namespace with two Pods, one of which has hooks, and a policy that backs it up. */
class HookBench implements AsyncDisposable {
  readonly runner: Runner;
  readonly namespace: string;
  /** The Pod with hooks: `runner-7/db`. */
  readonly pod: string;
  readonly #folder: string;

  private constructor(runner: Runner, namespace: string, folder: string) {
    this.runner = runner;
    this.namespace = namespace;
    this.pod = `${namespace}/db`;
    this.#folder = folder;
  }

  static async open(world: World, hooksOf: (tools: Tools) => Hooks | undefined, options: BenchOptions = {}) {
    const { mayExec = true, fromAnnotations, annotations } = options;
    const folder = mkdtempSync(join(tmpdir(), 'lifeboat-hooks-'));
    const tools = toolsFor(join(folder, 'said'));
    const namespace = await world.namespace();
    await world.shellPod(namespace, 'db', { labels: { app: 'db' }, annotations: annotations?.(tools) ?? {} });
    await world.shellPod(namespace, 'other');
    const rules = (ofRunner: string) => [
      ...baseRules(ofRunner),
      ...(mayExec ? [{ apiGroups: [''], resources: ['pods/exec'], verbs: ['get', 'create'] }] : []),
    ];
    const policy = {
      includedNamespaces: [namespace],
      includedResources: ['pods'],
      hooks: policyHooks(hooksOf(tools), fromAnnotations),
    };
    return new HookBench(await Runner.open(world, { policy, rules }), namespace, folder);
  }

  async run(options: Parameters<Runner['run']>[1] = {}) {
    const job = await this.runner.job();
    const outcome = await this.runner.run(job, options);
    expect(problemsOfResult(outcome.statusText)).toEqual([]);
    return { ...outcome, result: outcome.status };
  }

  /** What the commands have written down. */
  said(): readonly string[] {
    const file = join(this.#folder, 'said');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.runner[Symbol.dispose]();
    await this.runner.world.api.delete(`/api/v1/namespaces/${this.namespace}`);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function toolsFor(file: string): Tools {
  const sh = (script: string): Command => ({ command: ['sh', '-c', script] });
  return {
    file,
    sh,
    say: (word) => sh(`echo ${word} | tee -a ${file}`),
    fail: (onError) => ({ ...sh('exit 7'), ...(onError && { onError }) }),
  };
}

function policyHooks(hooks: Hooks | undefined, fromAnnotations: boolean | undefined): object {
  const execs = (commands: readonly Command[] = []) => commands.map((exec) => ({ exec }));
  const pods = { labelSelector: { matchLabels: { app: 'db' } } };
  const rule = { name: 'quiesce', ...pods, pre: execs(hooks?.pre), post: execs(hooks?.post) };
  return { ...(fromAnnotations && { fromAnnotations }), ...(hooks && { resources: [rule] }) };
}
