import { describe, expect, it } from 'vitest';
import { requestOrder } from '../../../../../../src/cli/commands/run/orders/request.ts';
import type { RestoreOrder } from '../../../../../../src/run/services.ts';
import { aContext } from '../../../../../support/context.ts';
import { forbidden } from '../../../../../support/fake-cluster/fault.ts';
import { FakeCluster } from '../../../../../support/fake-cluster.ts';
import { aBook, aDocument, anOrderCall } from './order-rig.ts';

const POD = { namespace: 'lifeboat-restore', jobName: 'restore-shop-1', jobUid: 'u', podName: 'p', podUid: 'v' };
const PATH = { group: '', version: 'v1', resource: 'configmaps', namespace: POD.namespace };
const LOCATION = aDocument('StorageLocation', 'main', '{filesystem: {path: /backups}}');
const SPEC = '{storageLocation: main, backupName: nightly-20261121021700, includedNamespaces: [shop], mode: Apply}';
const REQUEST = aDocument('RestorePolicy', 'restore-shop-1', SPEC);

/** A cluster with the request of the Pod's Job. */
function withRequest(text: string, object: object = {}): FakeCluster {
  const cluster = new FakeCluster();
  const labels = { 'lifeboat.dev/kind': 'restore-request' };
  cluster.put(PATH, { metadata: { name: POD.jobName, labels }, data: { 'restore.yaml': text }, ...object });
  return cluster;
}

function prepare(cluster: FakeCluster, { call = anOrderCall(), book = aBook(LOCATION) } = {}) {
  return requestOrder(aContext(), call, book, { cluster, pod: POD });
}

async function orderOf(cluster: FakeCluster, world: Parameters<typeof prepare>[1] = {}): Promise<RestoreOrder> {
  const prepared = await prepare(cluster, world);
  if ('order' in prepared) return prepared.order;
  throw new Error(prepared.problems.join('\n'));
}

async function problemsOf(text: string, book = aBook(LOCATION)): Promise<readonly string[]> {
  const prepared = await prepare(withRequest(text), { book });
  return 'problems' in prepared ? prepared.problems : [];
}

describe('the request that is called like its Job', () => {
  it('is a restore policy, with a location of the policies', async () => {
    const order = await orderOf(withRequest(REQUEST));

    expect(order).toMatchObject({
      policy: {
        name: 'restore-shop-1',
        mode: 'Apply',
        source: { type: 'backup', name: 'nightly-20261121021700' },
        selection: { includedNamespaces: ['shop'] },
      },
      source: { name: 'restore-shop-1', source: 'configmap:lifeboat-restore/restore-shop-1/restore.yaml' },
      location: { name: 'main', provider: { type: 'filesystem', path: '/backups' } },
      overrides: [],
      expectedDigest: undefined,
    });
  });

  it('may be Velero’s Restore, which plans', async () => {
    const text = `apiVersion: velero.io/v1\nkind: Restore\nmetadata: {name: shop, namespace: velero}\nspec: {backupName: b}\n`;

    const book = aBook(aDocument('StorageLocation', 'default', '{filesystem: {path: /backups}}'));
    const order = await orderOf(withRequest(text), { book });

    expect(order).toMatchObject({ policy: { mode: 'Plan' }, location: { name: 'default' } });
  });

  it('is called like its ConfigMap, which tools may have renamed, whatever the document says', async () => {
    const order = await orderOf(withRequest(aDocument('RestorePolicy', 'template', SPEC)));

    expect([order.policy.name, order.source?.name]).toEqual(['restore-shop-1', 'restore-shop-1']);
  });

  it('is the same request as long as it means the same', async () => {
    const reordered =
      '{mode: Apply, includedNamespaces: ["shop"], backupName: nightly-20261121021700, storageLocation: main}';

    const order = await orderOf(withRequest(REQUEST));
    const again = await orderOf(withRequest(`# again\n${aDocument('RestorePolicy', 'restore-shop-1', reordered)}`));
    const other = await orderOf(withRequest(REQUEST.replace('[shop]', '[blog]')));
    const overridden = await orderOf(withRequest(REQUEST), {
      call: anOrderCall({ excludeResources: ['secrets'] }, [['excludeResources', '--exclude-resources']]),
    });

    expect(order.requestHash).toMatch(/^[0-9a-f]{64}$/);
    expect(again.requestHash).toBe(order.requestHash);
    expect(new Set([order, other, overridden].map(({ requestHash }) => requestHash)).size).toBe(3);
  });

  it('can be narrowed by flags and variables', async () => {
    const given: [string, string][] = [['includeNamespaces', 'LIFEBOAT_INCLUDE_NAMESPACES']];

    const order = await orderOf(withRequest(REQUEST), { call: anOrderCall({ includeNamespaces: ['blog'] }, given) });

    expect(order.policy.selection.includedNamespaces).toEqual(['blog']);
    expect(order.policy.veleroSpec).toMatchObject({ includedNamespaces: ['blog'] });
    expect(order.overrides).toEqual(['LIFEBOAT_INCLUDE_NAMESPACES=blog']);
  });
});

describe('a request that cannot be read', () => {
  it('is policy-not-found where there is none, and says what to create', async () => {
    await expect(prepare(new FakeCluster())).rejects.toMatchObject({
      code: 'policy-not-found',
      message: expect.stringContaining('lifeboat-restore/restore-shop-1'),
      hint: expect.stringContaining('lifeboat.dev/kind: restore-request'),
    });
  });

  it('names the rule to add where RBAC refuses', async () => {
    const cluster = new FakeCluster().fault({ verb: 'read', error: forbidden() });

    await expect(prepare(cluster)).rejects.toMatchObject({ code: 'permission-denied' });
  });

  it.each([
    ['no label', { metadata: { name: POD.jobName } }, 'no label lifeboat.dev/kind'],
    ['another label', { metadata: { name: POD.jobName, labels: { 'lifeboat.dev/kind': 'result' } } }, 'kind: result'],
    ['no text under the key', { data: { 'restore.yml': REQUEST } }, 'restore.yaml'],
    ['nothing at all', { data: null }, 'restore.yaml'],
  ])('is policy-invalid with %s', async (_, object, told) => {
    await expect(prepare(withRequest(REQUEST, object))).rejects.toMatchObject({
      code: 'policy-invalid',
      message: expect.stringContaining(told),
    });
  });
});

describe('a request that says something else', () => {
  it.each([
    ['no document', '# nothing yet\n', 'holds no document; a request is one RestorePolicy'],
    ['two policies', `${REQUEST}---\n${REQUEST}`, 'holds 2 documents; a request is one RestorePolicy'],
    ['an object beside it', `${REQUEST}---\napiVersion: v1\nkind: Secret\nmetadata: {name: x}\n`, 'holds 2 documents'],
    ['a backup policy', aDocument('BackupPolicy', 'nightly', '{storageLocation: main}'), 'holds BackupPolicy'],
    ['a location of its own', `${LOCATION}---\n${REQUEST}`, 'a request brings no location of its own'],
    [
      'a location of Velero’s',
      `${REQUEST}---\napiVersion: velero.io/v1\nkind: BackupStorageLocation\nmetadata: {name: main}\nspec: {provider: aws, objectStorage: {bucket: b}}\n`,
      'a request brings no location of its own',
    ],
    ['no YAML', 'spec: [', 'restore.yaml'],
    ['a misspelt field', REQUEST.replace('mode', 'moed'), 'did you mean mode?'],
    ['a location that the policies lack', REQUEST.replace('main', 'mian'), 'no StorageLocation is called mian'],
  ])('is told with its place: %s', async (_, text, told) => {
    const problems = await problemsOf(text);

    expect(problems.join('\n')).toContain(told);
    expect(problems.join('\n')).toContain('configmap:lifeboat-restore/restore-shop-1/restore.yaml');
  });

  it.each([
    ['adopt a history', 'adopt', 'LIFEBOAT_ADOPT'],
    ['go past a window', 'force', 'LIFEBOAT_FORCE'],
  ])('is refused when it is asked to %s, which is a backup’s affair', async (_, flag, variable) => {
    const call = anOrderCall({ [flag]: true }, [[flag, variable]]);

    await expect(prepare(withRequest(REQUEST), { call })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(variable),
    });
  });
});
