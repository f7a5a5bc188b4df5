import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterWorld, openEmptyClusterWorld } from '../support/whole-run/cluster-world.ts';
import { App } from '../support/whole-run/restore/app.ts';
import { RestoreDesk } from '../support/whole-run/restore/restore-desk.ts';
import { onceAt } from '../support/whole-run/steps.ts';

const ADMISSION = '/apis/admissionregistration.k8s.io/v1';

let world: ClusterWorld;
beforeAll(async () => {
  world = await openEmptyClusterWorld('filesystem', { hasControllers: true });
});
afterAll(() => world[Symbol.asyncDispose]());

/** Looks until something holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}

/** A namespace's own selector, for rules that must not meet other tests. */
function only(namespace: string): object {
  return { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
}

describe('a restore beside the controllers of a real cluster', () => {
  it('row 90: fails what an admission policy refuses, with its words, and restores the rest', async () => {
    using desk = await RestoreDesk.open(world);
    const app = await App.open(world);
    await desk.backUp('nightly', '-n', app.namespace);
    await app.remove();
    await world.api.create(`${ADMISSION}/validatingadmissionpolicies`, {
      metadata: { name: app.namespace },
      spec: {
        matchConstraints: {
          namespaceSelector: only(app.namespace),
          resourceRules: [
            { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] },
          ],
        },
        validations: [{ expression: 'object.spec.replicas < 2', message: 'one pot is enough' }],
      },
    });
    await world.api.create(`${ADMISSION}/validatingadmissionpolicybindings`, {
      metadata: { name: app.namespace },
      spec: { policyName: app.namespace, validationActions: ['Deny'] },
    });
    await world.api.create('/api/v1/namespaces', { metadata: { name: app.namespace } });
    const probe = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'probe' }, spec: PROBE };
    const deployments = `/apis/apps/v1/namespaces/${app.namespace}/deployments`;
    await until(async () => (await world.api.ask('POST', `${deployments}?dryRun=All`, probe)).text.includes('one pot'));

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' });

    expect(exitCode).toBe(80);
    expect(result.errors).toMatchObject([{ code: 'rejected', item: { resource: 'deployments', name: 'pot' } }]);
    expect(result.errors[0]?.message).toContain('one pot is enough');
    expect(await world.api.find(app.path('batch/v1', 'cronjobs', 'daily'))).toBeDefined();
  });

  it('leaves undecided in a plan with dry runs what needs something that the restore itself makes', async () => {
    using desk = await RestoreDesk.open(world);
    const app = await App.open(world);
    await desk.backUp('nightly', '-n', app.namespace);
    const rbac = 'rbac.authorization.k8s.io/v1';
    for (const path of [
      app.path('v1', 'pods', 'taster'),
      app.path('v1', 'serviceaccounts', 'brewer'),
      app.path(rbac, 'rolebindings', 'read-recipes'),
      app.path(rbac, 'roles', 'read-recipes'),
    ]) {
      await world.api.delete(path);
    }

    const plan = await desk.plan({ backupName: 'nightly', planWith: 'DryRun' });
    const restored = await desk.restore({ backupName: 'nightly' });

    expect(plan.result.errors).toEqual([]);
    expect(plan.result.restore?.planned).toMatchObject({ create: 3, unknown: 1 });
    expect(plan.result.restore?.items).toContainEqual({
      item: `pods/${app.namespace}/taster`,
      wave: 'pods',
      action: 'unknown',
      detail: 'it needs brewer, which is made by this restore',
    });
    expect(restored.result.errors).toEqual([]);
    expect(restored.exitCode).toBe(0);
  });

  it('row 91: restores a webhook last, so that one which cannot answer yet refuses nothing of its own restore', async () => {
    using desk = await RestoreDesk.open(world);
    const app = await App.open(world);
    const hooks = `${ADMISSION}/validatingwebhookconfigurations`;
    await world.api.create(hooks, {
      metadata: { name: app.namespace },
      webhooks: [
        {
          name: 'dead.example.com',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          namespaceSelector: only(app.namespace),
          clientConfig: { service: { namespace: app.namespace, name: 'pot', path: '/judge' } },
          rules: [
            { apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources: ['*'], scope: 'Namespaced' },
          ],
        },
      ],
    });
    await desk.backUp('everything');
    await world.api.delete(`${hooks}/${app.namespace}`);
    await app.remove();

    const { exitCode, result } = await desk.restore({
      backupName: 'everything',
      includedNamespaces: [app.namespace],
      includeClusterResources: true,
      allowKinds: ['*'],
    });

    const hook = await world.api.find(`${hooks}/${app.namespace}`);
    await world.api.delete(`${hooks}/${app.namespace}`);
    expect(result.errors).toEqual([]);
    expect(hook).toBeDefined();
    expect(exitCode).toBe(0);
    expect(result.restore?.ended?.created).toBeGreaterThan(10);
  });

  it('row 92: fails what a quota has no place for, and not for want of rights: 80', async () => {
    using desk = await RestoreDesk.open(world);
    const app = await App.open(world);
    await desk.backUp('nightly', '-n', app.namespace);
    await app.remove();
    await world.api.create('/api/v1/namespaces', { metadata: { name: app.namespace } });
    const quota = app.path('v1', 'resourcequotas', 'none-left');
    const spec = { hard: { 'count/secrets': '0' } };
    await app.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'none-left' }, spec });
    await until(async () => JSON.stringify(await world.api.get(quota)).includes('"used"'));

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' });

    expect(exitCode).toBe(80);
    expect(result.errors).toMatchObject([{ code: 'quota-exceeded', item: { resource: 'secrets', name: 'till' } }]);
  });

  it('row 92: restores a quota after what it counts, which may be more than it allows by now', async () => {
    using desk = await RestoreDesk.open(world);
    const app = await App.open(world);
    const size = app.path('v1', 'resourcequotas', 'size');
    await world.api.patch(size, { spec: { hard: { pods: '0', 'count/configmaps': '1' } } });
    await desk.backUp('nightly', '-n', app.namespace);
    await app.remove();

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' });

    expect(result.errors).toEqual([]);
    expect(exitCode).toBe(0);
    expect(await world.api.get(size)).toMatchObject({ spec: { hard: { pods: '0', 'count/configmaps': '1' } } });
  });

  it('row 96: leaves out owners that are other objects now, so that the garbage collector leaves what they owned', async () => {
    using desk = await RestoreDesk.open(world);
    const app = await App.open(world);
    const recipes = await world.api.get(app.path('v1', 'configmaps', 'recipes'));
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'recipes', uid: recipes.metadata.uid ?? '' };
    await app.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', ownerReferences: [owner] } });
    await desk.backUp('nightly', '-n', app.namespace);
    await app.remove();

    const { exitCode } = await desk.restore({ backupName: 'nightly' });
    const witness = { name: 'witness', ownerReferences: [owner] };
    await app.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: witness });
    await until(async () => (await world.api.find(app.path('v1', 'configmaps', 'witness'))) === undefined);

    expect(exitCode).toBe(0);
    const owned = await world.api.get(app.path('v1', 'configmaps', 'owned'));
    expect(owned.metadata).not.toHaveProperty('ownerReferences');
  });

  it('row 96: gives owners back under their UIDs of today, so that the garbage collector takes what they own with them alone', async () => {
    using desk = await RestoreDesk.open(world);
    const app = await App.open(world);
    const path = (name: string) => app.path('v1', 'configmaps', name);
    const ownedBy = async (name: string) => {
      const { uid = '' } = (await world.api.get(path(name))).metadata;
      return { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name, uid }] };
    };
    await app.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owner' } });
    await app.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', ...(await ownedBy('owner')) } });
    await desk.backUp('nightly', '-n', app.namespace);
    await app.remove();

    const { exitCode, result } = await desk.restore({ backupName: 'nightly', ownerReferences: 'Remap' });
    const stranger = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'owner',
      uid: '8df61862-da2a-4398-a585-7eb0178c1bb5',
    };
    const witness = { name: 'witness', ownerReferences: [stranger] };
    await app.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: witness });
    await until(async () => (await world.api.find(path('witness'))) === undefined);
    const survivor = await world.api.find(path('owned'));
    await world.api.delete(path('owner'));
    await until(async () => (await world.api.find(path('owned'))) === undefined);

    expect(result.errors).toEqual([]);
    expect(exitCode).toBe(0);
    expect(survivor).toBeDefined();
  });

  it('row 98: waits for a namespace that is being deleted, and brings it back when it is gone', async () => {
    using desk = await RestoreDesk.open(world);
    const app = await App.open(world);
    await desk.backUp('nightly', '-n', app.namespace);
    const guarded = app.path('v1', 'configmaps', 'guarded');
    const finalizers = ['gone.example.org/guard'];
    await app.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'guarded', finalizers } });
    await world.api.delete(`/api/v1/namespaces/${app.namespace}`);
    const release = () => world.api.patch(guarded, { metadata: { finalizers: null } });

    const { exitCode, result } = await desk.restore(
      { backupName: 'nightly' },
      { timings: { pollEveryMs: 50 }, reached: onceAt('applying', release) },
    );

    expect(result.errors).toEqual([]);
    expect(exitCode).toBe(0);
    const { metadata } = await world.api.get(`/api/v1/namespaces/${app.namespace}`);
    expect(metadata).toMatchObject({ labels: { team: 'tea' } });
    expect(await world.api.find(app.path('apps/v1', 'deployments', 'pot'))).toBeDefined();
  });

  it('row 105: gives controllers back what was theirs: they adopt it, and make neither more nor less of it', async () => {
    using desk = await RestoreDesk.open(world);
    const app = await App.open(world);
    const pods = `/api/v1/namespaces/${app.namespace}/pods`;
    const replicaSets = `/apis/apps/v1/namespaces/${app.namespace}/replicasets`;
    const pot = app.path('apps/v1', 'deployments', 'pot');
    const isSettled = async () => {
      const { metadata, status = {} } = (await world.api.get(pot)) as never as Settling;
      return status.observedGeneration === metadata.generation && status.updatedReplicas === 2;
    };
    await until(isSettled);
    const namesOf = async (path: string) =>
      (await world.api.items(path)).map(({ metadata }) => metadata.name ?? '').toSorted();
    const before = { pods: (await namesOf(pods)).length, replicaSets: await namesOf(replicaSets) };
    await desk.backUp('nightly', '-n', app.namespace);
    await app.remove();

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' });
    await until(isSettled);
    const owned = async () =>
      (await world.api.items(pods)).every(
        ({ metadata }) => metadata.name === 'taster' || metadata['ownerReferences'] !== undefined,
      );
    await until(owned);

    expect(result.errors).toEqual([]);
    expect(exitCode).toBe(0);
    // A controller that hears of its ReplicaSet first may replace a Pod, and is asked for no more of them.
    expect({ pods: (await namesOf(pods)).length, replicaSets: await namesOf(replicaSets) }).toEqual(before);
  });
});

interface Settling {
  readonly metadata: { readonly generation: number };
  readonly status?: { readonly observedGeneration?: number; readonly updatedReplicas?: number };
}

/** Spec of a Deployment that asks for three. */
const PROBE = {
  replicas: 3,
  selector: { matchLabels: { app: 'probe' } },
  template: {
    metadata: { labels: { app: 'probe' } },
    spec: { containers: [{ name: 'main', image: 'registry.example.com/app:1.0' }] },
  },
};
