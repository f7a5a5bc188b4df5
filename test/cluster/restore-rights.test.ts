import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { type Installation, NAMESPACE, type Overlay, startInstallation } from '../support/installation.ts';
import { requestText, Restores, type WrittenSpec } from '../support/installation-restores.ts';
import { applyShop } from '../support/shop/apply-shop.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';

const CONFIGURATION = ['configmaps', 'secrets', 'services', 'serviceaccounts', 'deployments', 'replicasets', 'pods'];

/** What an overlay adds to the component for the custom resources of its application. */
const ORDERS_TOO = {
  target: { kind: 'ClusterRole', name: 'lifeboat-restore-into' },
  patch: `
- op: add
  path: /rules/-
  value: {apiGroups: [shop.example.com], resources: [orders], verbs: [get, list, create, patch]}
`,
};

/** May write ConfigMaps beside the backup, as a team may that keeps its policies there; and start backups by hand. */
const POLICY_WRITER = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: policy-writer, namespace: lifeboat}
rules:
  - {apiGroups: [""], resources: [configmaps], verbs: [get, list, create, update, patch, delete]}
  - {apiGroups: [batch], resources: [jobs, cronjobs], verbs: [get, list, create, patch, delete]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: policy-writer, namespace: lifeboat}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: policy-writer}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: User, name: mallory}
`;

/** Which rights a restore in the cluster has, how it gets more, and how they are taken away again. */
describe('a restore in the cluster', () => {
  let rig: ClusterRig;
  let storage: StorageRig;
  let lifeboat: Installation;
  let restores: Restores;
  let bucket: string;
  let backup: string;
  beforeAll(async () => {
    [rig, storage] = await Promise.all([startClusterRig(), startStorageRig()]);
    lifeboat = await startInstallation(rig);
    restores = new Restores(lifeboat);
    await applyShop(lifeboat);
    bucket = await storage.bucket();
    await install({});
    backup = (await lifeboat.run('nightly-now')).result.backup?.name ?? '';
  });
  afterAll(async () => {
    await lifeboat[Symbol.asyncDispose]();
    await Promise.all([storage[Symbol.asyncDispose](), rig[Symbol.asyncDispose]()]);
  });

  const install = (overlay: Omit<Overlay, 'target'>) => lifeboat.apply({ target: { storage, bucket }, ...overlay });
  const kubectl = (args: readonly string[], stdin?: string) => lifeboat.kubectl(args, stdin);
  const copyTo = (namespace: string, fields: WrittenSpec = {}): WrittenSpec => ({
    storageLocation: 'main',
    backupName: backup,
    includedNamespaces: ['shop'],
    includeClusterResources: false,
    namespaceMapping: { shop: namespace },
    emptyVolumes: 'Allow',
    mode: 'Apply',
    ...fields,
  });
  const find = (path: string) => rig.api.find(path);

  it('without a right says which it lacks, writes nothing, and works once that is applied', async () => {
    await kubectl(['create', 'namespace', 'shop-drill']);
    const some = { includedResources: CONFIGURATION };
    const plan = await restores.run('drill-plan', copyTo('shop-drill', { ...some, mode: 'Plan' }));
    const refused = await restores.run('drill-refused', copyTo('shop-drill', some));
    const isThere = await find('/apis/apps/v1/namespaces/shop-drill/deployments/storefront');
    const role = plan.configMap.data['missing-rbac.yaml'] ?? '';

    await kubectl(['apply', '-f', '-'], role);
    const allowed = await restores.run('drill-allowed', copyTo('shop-drill', some));

    expect(plan.result).toMatchObject({ phase: 'Planned', exitCode: 0 });
    expect(plan.result.restore?.planned).not.toHaveProperty('create'); // what may not be listed may be there
    expect(refused.result).toMatchObject({ phase: 'Failed', exitCode: 77, reason: 'permission-denied' });
    expect(refused.configMap.data['missing-rbac.yaml']).toContain('kind: RoleBinding');
    expect(isThere).toBeUndefined();
    expect(allowed.result).toMatchObject({ phase: 'Completed', exitCode: 0, errors: [] });
    expect(await find('/apis/apps/v1/namespaces/shop-drill/deployments/storefront')).toBeDefined();
  });

  it('restores a namespace with the component for one namespace, and nothing beside it', async () => {
    await kubectl(['create', 'namespace', 'shop-two']);
    await install({
      components: ['restore-namespaced'],
      settings: { restoreNamespace: 'shop-two' },
      patches: [ORDERS_TOO],
    });

    const plan = await restores.run('two-plan', copyTo('shop-two', { mode: 'Plan' }));
    const inside = await restores.run('two', copyTo('shop-two'));
    const outside = await restores.run('three', copyTo('shop-three'));

    expect(plan.result.restore?.planned).not.toHaveProperty('unknown');
    expect(inside.result).toMatchObject({ phase: 'Completed', exitCode: 0, errors: [] });
    expect(await find('/apis/shop.example.com/v1/namespaces/shop-two/orders/order-1001')).toBeDefined();
    expect(await find('/apis/rbac.authorization.k8s.io/v1/namespaces/shop-two/roles/read-settings')).toBeDefined();
    expect(outside.result).toMatchObject({ phase: 'Failed', exitCode: 77, reason: 'permission-denied' });
    expect(await find('/api/v1/namespaces/shop-three')).toBeUndefined();
  });

  it('restores the whole cluster under cluster-admin, until that is taken away', async () => {
    const whole = { storageLocation: 'main', backupName: backup, mode: 'Apply', allowKinds: ['*'] };
    await install({ components: ['restore-cluster-admin'] });
    await kubectl(['delete', 'namespace/shop', 'crd/orders.shop.example.com', 'clusterrole/shop:order-reader']);

    const back = await restores.run('everything', whole);
    await kubectl(['delete', 'clusterrolebinding', 'lifeboat-restore-cluster-admin']);
    const taken = await restores.run('everything-again', { ...whole, existingResourcePolicy: 'update' });

    expect(back.result).toMatchObject({ phase: 'Completed', exitCode: 0, errors: [] });
    const gone = [
      '/api/v1/namespaces/shop/services/storefront',
      '/apis/shop.example.com/v1/namespaces/shop/orders/order-1002',
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/shop:order-reader',
    ];
    expect((await Promise.all(gone.map(find))).map((object) => object !== undefined)).toEqual(gone.map(() => true));
    expect(taken.result.exitCode).toBe(77);
  });

  it('cannot be started by who can write ConfigMaps and start Jobs beside the backup', async () => {
    await kubectl(['apply', '-f', '-'], POLICY_WRITER);
    const spec = copyTo('shop-stolen', { allowKinds: ['*'] });
    const asMallory = (args: readonly string[], stdin: string) => rig.kubectl([...args, '--as=mallory'], { stdin });

    const there = await asMallory(['create', '-f', '-'], requestText('steal', spec));
    const here = await asMallory(['create', '-f', '-'], requestText('steal', spec, NAMESPACE));
    const job = await lifeboat.written('steal');
    const withoutPolicy = JSON.stringify(job).replace('"args":["run","nightly"]', '"args":["run"]');
    const started = await asMallory(['create', '-f', '-'], withoutPolicy);
    const { result } = await lifeboat.ended('steal');

    expect(there).toMatchObject({ code: 1, stderr: expect.stringContaining('"lifeboat-restore"') });
    expect([here.code, started.code]).toEqual([0, 0]);
    expect(result).toMatchObject({ action: 'restore', phase: 'Failed', exitCode: 77, reason: 'permission-denied' });
    expect(await find('/api/v1/namespaces/shop-stolen')).toBeUndefined();
  });
});
