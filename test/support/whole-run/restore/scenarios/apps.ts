import { describe, expect, it } from 'vitest';
import { RunError } from '../../../../../src/domain/problem.ts';
import { failAt, onceAt } from '../../steps.ts';
import type { World } from '../../world.ts';
import { App } from '../app.ts';
import { DEFINITIONS, served } from '../definition.ts';
import { RestoreDesk, writesOutside } from '../restore-desk.ts';

/** Restores beside which nothing runs. */
export function describeApps(world: () => World): void {
  describe('a restore with stopApps', () => {
    it('stops what runs in its namespaces before it writes, and starts it again as it was', async () => {
      using desk = await RestoreDesk.open(world());
      const tea = await Tea.open(desk);
      const seen: unknown[] = [];

      const { exitCode, result } = await desk.restore(tea.spec, {
        reached: async (step) => void (step === 'wave:configuration' && seen.push(await tea.state())),
      });

      expect(result.errors).toEqual([]);
      expect(exitCode).toBe(0);
      expect(seen).toEqual([tea.stopped]);
      expect(await tea.state()).toEqual(tea.running);
      expect(result.restore?.apps).toEqual([
        { item: `cronjobs.batch/${tea.namespace}/daily`, stop: 'suspend', end: 'started' },
        { item: `deployments.apps/${tea.namespace}/pot`, stop: '2 replicas to 0', end: 'started' },
      ]);
      expect(await tea.hasRecipes()).toBe(true);
    });

    it('tells the two steps in their places', async () => {
      using desk = await RestoreDesk.open(world());
      const tea = await Tea.open(desk);
      const steps: string[] = [];

      await desk.restore(tea.spec, {
        reached: (step) => void (step.startsWith('restore:') && steps.push(step.slice(8))),
      });

      expect(steps).toEqual([
        'PENDING',
        'PRE_VALIDATION',
        'STOPPING_APPS',
        'RESTORING_OBJECTS',
        'STARTING_APPS',
        'VERIFYING',
        'FINISHED',
      ]);
    });

    it('only says in its plan what it would stop, and changes nothing', async () => {
      using desk = await RestoreDesk.open(world());
      const tea = await Tea.open(desk);

      const { exitCode, result, requests } = await desk.plan(tea.spec);

      expect([exitCode, result.phase]).toEqual([0, 'Planned']);
      expect(result.restore?.apps?.map(({ stop, end }) => [stop, end])).toEqual([
        ['suspend', undefined],
        ['2 replicas to 0', undefined],
      ]);
      expect(writesOutside(desk.runner, requests)).toEqual([]);
    });

    it('leaves what it restores itself as it was archived', async () => {
      using desk = await RestoreDesk.open(world());
      const tea = await Tea.open(desk);
      const deployment = tea.app.path('apps/v1', 'deployments', 'pot');
      await world().api.patch(deployment, { spec: { replicas: 7 } });

      const { exitCode, result } = await desk.restore({
        ...tea.spec,
        includedResources: ['deployments'],
        existingResourcePolicy: 'update',
      });

      expect([exitCode, result.errors, result.restore?.ended?.updated]).toEqual([0, [], 1]);
      expect(await tea.state()).toEqual(tea.running);
    });

    it('leaves alone what stood still before', async () => {
      using desk = await RestoreDesk.open(world());
      const tea = await Tea.open(desk);
      await tea.patchCronJob(true);
      await world().api.patch(tea.app.path('apps/v1', 'deployments', 'pot'), { spec: { replicas: 0 } });

      const { result } = await desk.restore(tea.spec);

      expect(result.restore?.apps).toBeUndefined();
      expect(await tea.state()).toEqual([true, 0, undefined]);
    });

    it.each(['stopped:first', 'applying', 'wave:configuration', 'applied'])(
      'starts everything again when it fails at %s, and the next Pod carries it on',
      async (step) => {
        using desk = await RestoreDesk.open(world());
        const tea = await Tea.open(desk);
        const wanted = step === 'stopped:first' ? `stopped:cronjobs.batch/${tea.namespace}/daily` : step;
        const job = await desk.request({ mode: 'Apply', ...tea.spec });

        const first = await desk.run(job, { reached: failAt(wanted) });
        const between = await tea.state();
        const second = await desk.run(job);

        expect([first.exitCode, second.exitCode]).toEqual([75, 0]);
        expect(between).toEqual(tea.running);
        expect(await tea.state()).toEqual(tea.running);
        expect(await tea.hasRecipes()).toBe(true);
      },
    );

    it('starts everything again when it is told to stop', async () => {
      using desk = await RestoreDesk.open(world());
      const tea = await Tea.open(desk);
      const told = new AbortController();
      const stop = () => told.abort(new RunError('terminated', 'Stopped by SIGTERM'));

      const { exitCode } = await desk.restore(tea.spec, {
        signal: told.signal,
        reached: onceAt(`stopped:deployments.apps/${tea.namespace}/pot`, stop),
      });

      expect(exitCode).toBe(143);
      expect(await tea.state()).toEqual(tea.running);
    });

    it('starts what a dead run has left stopped, before it plans', async () => {
      using desk = await RestoreDesk.open(world());
      const tea = await Tea.open(desk);
      await tea.leaveStopped({ job: { namespace: desk.runner.namespace, name: 'gone', uid: 'gone' } });

      const { exitCode, result } = await desk.restore(tea.spec);

      expect([exitCode, result.errors]).toEqual([0, []]);
      expect(await tea.state()).toEqual([false, 5, undefined]);
    });

    it('has what it left stopped when it died started by any later restore that is applied, and by no plan', async () => {
      using desk = await RestoreDesk.open(world());
      const tea = await Tea.open(desk);
      await tea.leaveStopped({ job: { namespace: desk.runner.namespace, name: 'gone', uid: 'gone' } });
      const { stopApps: _, ...spec } = tea.spec;

      await desk.plan(spec);
      const planned = await tea.state();
      const { exitCode, result } = await desk.restore(spec);

      expect((planned as unknown[]).slice(0, 2)).toEqual([false, 0]);
      expect([exitCode, result.errors, result.restore?.apps]).toEqual([0, [], undefined]);
      expect(await tea.state()).toEqual([false, 5, undefined]);
    });

    it('starts nothing that a Job keeps stopped which is there: it is busy', async () => {
      using desk = await RestoreDesk.open(world());
      const tea = await Tea.open(desk);
      const other = await desk.runner.job({ by: 'api', name: 'another' });
      await tea.leaveStopped({ job: { namespace: desk.runner.namespace, ...other } });

      const { exitCode, result } = await desk.restore(tea.spec);

      expect([exitCode, result.reason]).toEqual([79, 'busy']);
      expect((await tea.state()).slice(0, 2)).toEqual([false, 0]);
      expect(await tea.hasRecipes()).toBe(false);
    });

    it('is refused before anything is written where it may not stop them, with the rules to add', async () => {
      const app = await App.open(world());
      const verbs = ['get', 'list', 'create', 'patch'];
      using desk = await RestoreDesk.open(world(), {
        rules: [
          { verbs: ['get'], apiGroups: [''], resources: ['namespaces'] },
          { verbs, apiGroups: [''], resources: ['configmaps'], namespace: app.namespace },
        ],
      });
      const tea = await Tea.open(desk, app);

      const { exitCode, result, requests } = await desk.restore(tea.spec);

      expect([exitCode, result.reason]).toEqual([77, 'permission-denied']);
      expect(result.message).toContain('Cannot stop applications (stopApps): not permitted to');
      expect(result.restore?.missingRules).toContainEqual({
        namespace: app.namespace,
        apiGroups: ['apps'],
        resources: ['deployments', 'statefulsets'],
        verbs: ['get', 'list', 'patch'],
      });
      expect(writesOutside(desk.runner, requests)).toEqual([]);
    });

    it('suspends the Kustomization that keeps what it writes as Git says, and no other', async () => {
      using desk = await RestoreDesk.open(world());
      await defineKustomizations(world());
      const app = await App.open(world());
      const labels = {
        'kustomize.toolkit.fluxcd.io/name': 'tea',
        'kustomize.toolkit.fluxcd.io/namespace': app.namespace,
      };
      await world().api.patch(app.path('v1', 'configmaps', 'recipes'), { metadata: { labels } });
      const tea = await Tea.open(desk, app);
      const path = (name: string) => `${KUSTOMIZATIONS}/namespaces/${app.namespace}/kustomizations/${name}`;
      for (const name of ['tea', 'other']) {
        const metadata = { name, namespace: app.namespace };
        const kind = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' };
        await world().api.create(path('').slice(0, -1), { ...kind, metadata, spec: { interval: '30s' } });
      }
      const seen: unknown[] = [];
      const suspended = async () =>
        Promise.all(['tea', 'other'].map(async (name) => (await specOf(world(), path(name)))['suspend']));

      const { exitCode, result } = await desk.restore(tea.spec, {
        reached: async (step) => void (step === 'wave:configuration' && seen.push(await suspended())),
      });

      expect([exitCode, result.errors]).toEqual([0, []]);
      expect(seen).toEqual([[true, undefined]]);
      expect(await suspended()).toEqual([undefined, undefined]);
      expect(result.restore?.apps?.[0]).toMatchObject({ stop: 'suspend', end: 'started' });
    });
  });
}

const KUSTOMIZATIONS = '/apis/kustomize.toolkit.fluxcd.io/v1';

async function defineKustomizations({ api }: World): Promise<void> {
  const group = 'kustomize.toolkit.fluxcd.io';
  const names = {
    plural: 'kustomizations',
    singular: 'kustomization',
    kind: 'Kustomization',
    listKind: 'KustomizationList',
  };
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `kustomizations.${group}` },
    spec: { group, scope: 'Namespaced', names, versions: [served('v1')] },
  };
  if ((await api.find(`${DEFINITIONS}/kustomizations.${group}`)) === undefined)
    await api.create(DEFINITIONS, definition);
  while ((await api.ask('GET', `${KUSTOMIZATIONS}/kustomizations`)).status !== 200);
}

async function specOf(world: World, path: string): Promise<Readonly<Record<string, unknown>>> {
  return (await world.api.get(path))['spec'] as Readonly<Record<string, unknown>>;
}

/** An application at work, of which one ConfigMap is to be brought back. */
class Tea {
  readonly app: App;
  readonly spec = { backupName: 'nightly', includedResources: ['configmaps'], stopApps: true };
  /** Whether its CronJob is suspended, how many replicas its Deployment has, and who stopped that. */
  readonly running = [false, 2, undefined];
  readonly stopped = [true, 0, 'true'];

  private constructor(app: App) {
    this.app = app;
  }

  static async open(desk: RestoreDesk, given?: App): Promise<Tea> {
    const tea = new Tea(given ?? (await App.open(desk.world)));
    await tea.patchCronJob(false);
    await desk.backUp('nightly', '-n', tea.namespace);
    await desk.world.api.delete(tea.app.path('v1', 'configmaps', 'recipes'));
    return tea;
  }

  get namespace(): string {
    return this.app.namespace;
  }

  async patchCronJob(suspend: boolean): Promise<void> {
    await this.app.world.api.patch(this.app.path('batch/v1', 'cronjobs', 'daily'), { spec: { suspend } });
  }

  /** Its Deployment as a run leaves it that is killed: five replicas are to come back. */
  async leaveStopped(by: object): Promise<void> {
    const mark = JSON.stringify({ restore: 'dead', runId: 'dead', ...by, was: { replicas: 5 } });
    const labels = { 'lifeboat.dev/stopped': 'true' };
    await this.app.world.api.patch(this.app.path('apps/v1', 'deployments', 'pot'), {
      metadata: { labels, annotations: { 'lifeboat.dev/stopped-by': mark } },
      spec: { replicas: 0 },
    });
  }

  async state(): Promise<readonly unknown[]> {
    const { world } = this.app;
    const cronJob = await specOf(world, this.app.path('batch/v1', 'cronjobs', 'daily'));
    const deployment = await world.api.get(this.app.path('apps/v1', 'deployments', 'pot'));
    const { replicas } = deployment['spec'] as { replicas: number };
    return [cronJob['suspend'], replicas, deployment.metadata.labels?.['lifeboat.dev/stopped']];
  }

  async hasRecipes(): Promise<boolean> {
    return (await this.app.world.api.find(this.app.path('v1', 'configmaps', 'recipes'))) !== undefined;
  }
}
