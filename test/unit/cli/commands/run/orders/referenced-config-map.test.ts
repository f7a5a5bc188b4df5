import { describe, expect, it } from 'vitest';
import { backupOrder } from '../../../../../../src/cli/commands/run/orders/backup-order.ts';
import {
  type WithManifests,
  withReferences,
} from '../../../../../../src/cli/commands/run/orders/referenced-config-map.ts';
import { restoreOrder } from '../../../../../../src/cli/commands/run/orders/restore-order.ts';
import type { BackupOrder, Order, Prepared, RestoreOrder } from '../../../../../../src/run/services.ts';
import { aContext } from '../../../../../support/context.ts';
import { forbidden } from '../../../../../support/fake-cluster/fault.ts';
import { FakeCluster } from '../../../../../support/fake-cluster.ts';
import { aBook, aDocument, anOrderCall } from './order-rig.ts';

const LOCATION = aDocument('StorageLocation', 'main', '{filesystem: {path: /backups}}');
const BACKUP = aDocument(
  'BackupPolicy',
  'nightly',
  '{storageLocation: main, resourcePolicy: {kind: configmap, name: rules}}',
);
const RESTORE = aDocument(
  'RestorePolicy',
  'bring-back',
  '{storageLocation: main, backupName: b, resourceModifier: {kind: ConfigMap, name: rules}}',
);
const MODIFIERS = `version: v1
resourceModifierRules:
- conditions: {groupResource: pods}
  patches: [{operation: remove, path: /a}]
`;
const POLICIES = `version: v1
includeExcludePolicy: {excludedNamespaceScopedResources: [secrets]}
`;

function clusterWith(data?: Readonly<Record<string, string>>): FakeCluster {
  const cluster = new FakeCluster();
  const path = { group: '', version: 'v1', resource: 'configmaps', namespace: 'runs' };
  if (data !== undefined) cluster.put(path, { metadata: { name: 'rules' }, data });
  return cluster;
}

function manifest(text: string, namespace = 'elsewhere'): string {
  const lines = text.trimEnd().replaceAll('\n', '\n    ');
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: rules, namespace: ${namespace}}\ndata:\n  rules.yaml: |\n    ${lines}\n`;
}

async function resolved<O extends Order>(found: WithManifests<O>, cluster: FakeCluster): Promise<Prepared<O>> {
  const wanted = { policy: 'p', prepare: async () => found };
  return withReferences<O>(wanted, { cluster, namespace: 'runs' }).prepare(aContext());
}

const theBackup = async (cluster: FakeCluster, ...texts: readonly string[]): Promise<Prepared<BackupOrder>> =>
  resolved<BackupOrder>(backupOrder(aContext(), anOrderCall(), aBook(LOCATION, BACKUP, ...texts), 'nightly'), cluster);

const theRestore = async (cluster: FakeCluster, ...texts: readonly string[]): Promise<Prepared<RestoreOrder>> => {
  const book = aBook(LOCATION, RESTORE, ...texts);
  return resolved<RestoreOrder>(
    restoreOrder(aContext(), anOrderCall(), book, { name: 'bring-back', isArmed: true }),
    cluster,
  );
};

describe('a ConfigMap that a policy names', () => {
  it('is read beside the runner', async () => {
    const backup = await theBackup(clusterWith({ 'policies.yaml': POLICIES }));
    const restore = await theRestore(clusterWith({ 'modifiers.yaml': MODIFIERS }));

    expect(backup).toMatchObject({
      order: {
        resourcePolicies: {
          source: 'configmap:runs/rules/policies.yaml',
          includeExclude: { excludedNamespaceScoped: ['secrets'] },
        },
      },
    });
    expect(restore).toMatchObject({
      order: {
        resourceModifiers: { source: 'configmap:runs/rules/modifiers.yaml', rules: [{ patch: { kind: 'json' } }] },
      },
    });
  });

  it('is taken from the policies’ texts where its manifest stands there, whatever the cluster has', async () => {
    const cluster = clusterWith({ 'rules.yaml': 'version: v9' });

    const restore = await theRestore(cluster, manifest(MODIFIERS));

    expect(restore).toMatchObject({ order: { resourceModifiers: { rules: [{ name: 'resourceModifierRules[0]' }] } } });
  });

  it('is not named where it has priorities of versions: a manifest among the texts counts for every restore', async () => {
    const priorities = (line: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: enableapigroupversions}\ndata: {restoreResourcesVersionPriority: "${line}"}\n`;
    const cluster = clusterWith({ 'rules.yaml': MODIFIERS });
    const hashOf = (prepared: Prepared<RestoreOrder>) => 'order' in prepared && prepared.order.requestHash;

    const without = await theRestore(cluster);
    const sound = await theRestore(cluster, priorities('cronjobs.batch=v1,v1beta1'));
    const faulty = await theRestore(cluster, priorities('cronjobs.batch'));

    const versionPriorities = new Map([['cronjobs.batch', ['v1', 'v1beta1']]]);
    expect(sound).toMatchObject({ order: { versionPriorities, resourceModifiers: { rules: [{}] } } });
    expect(hashOf(sound)).not.toBe(hashOf(without));
    expect(faulty).toMatchObject({ problems: [expect.stringContaining('is no type with its versions')] });
  });

  it('makes another request when it says something else', async () => {
    const hashOf = async (text: string) => {
      const prepared = await theRestore(clusterWith({ 'rules.yaml': text }));
      return 'order' in prepared ? prepared.order.requestHash : undefined;
    };

    expect(await hashOf(MODIFIERS)).toBe(await hashOf(MODIFIERS));
    expect(await hashOf(MODIFIERS)).not.toBe(await hashOf(MODIFIERS.replace('/a', '/b')));
  });

  it.each<[string, Readonly<Record<string, string>> | undefined, string]>([
    [
      'that is not there',
      undefined,
      'configmap:runs/rules: error: failed to get resource modifiers configmap runs/rules: there is none; it belongs beside the runner, or among the policies',
    ],
    [
      'with two keys',
      { a: MODIFIERS, b: '' },
      'configmap:runs/rules: error: illegal resource modifiers runs/rules configmap: it must have exactly one key of data, and has a, b',
    ],
    [
      'that says nothing',
      {},
      'configmap:runs/rules: error: illegal resource modifiers runs/rules configmap: it must have exactly one key of data, and has none',
    ],
    [
      'with a fault',
      { 'rules.yaml': MODIFIERS.replace('remove', 'delete') },
      'configmap:runs/rules/rules.yaml:4:25: error: resourceModifierRules[0].patches[0].operation: unsupported operation "delete"',
    ],
  ])('is a problem of the policy: one %s', async (_, data, problem) => {
    const prepared = await theRestore(clusterWith(data));

    expect(prepared).toMatchObject({ problems: [problem], policy: { name: 'bring-back' } });
  });

  it('is a problem where it contradicts the policy’s own filters, in Velero’s words', async () => {
    const old = aDocument(
      'BackupPolicy',
      'nightly',
      '{storageLocation: main, includedResources: [pods], resourcePolicy: {kind: configmap, name: rules}}',
    );

    const found = backupOrder(aContext(), anOrderCall(), aBook(LOCATION, old), 'nightly');
    const prepared = await resolved<BackupOrder>(found, clusterWith({ p: POLICIES }));

    expect(prepared).toMatchObject({
      problems: [expect.stringContaining('They cannot be used with include-exclude policies.')],
    });
  });

  it('is told of with the faults of its policy, all at once', async () => {
    const backup = BACKUP.replace('{storageLocation', '{ttl: soon, storageLocation');
    const restore = RESTORE.replace('{storageLocation', '{mode: Aply, storageLocation');
    const policies = 'version: v9\nvolumePolicies: [{conditions: {capacity: 9}, action: {type: skip}}]\n';
    const priorities =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: enableapigroupversions}\ndata: {restoreResourcesVersionPriority: a b}\n';
    const orderOf = (text: string, ...more: readonly string[]) => aBook(LOCATION, text, ...more);

    const beside = await resolved<BackupOrder>(
      backupOrder(aContext(), anOrderCall(), orderOf(backup), 'nightly'),
      clusterWith({ 'rules.yaml': policies }),
    );
    const among = await resolved<RestoreOrder>(
      restoreOrder(aContext(), anOrderCall(), orderOf(restore, manifest('version: v9'), priorities), {
        name: 'bring-back',
        isArmed: true,
      }),
      clusterWith(),
    );

    expect(beside).not.toHaveProperty('found');
    expect(beside).toMatchObject({
      problems: [
        expect.stringContaining('policies/1.yaml:4:13: error: spec.ttl: "soon"'),
        'configmap:runs/rules/rules.yaml:1:10: error: version: incompatible version number "v9" with supported version v1 (did you mean v1?)',
        expect.stringContaining(
          'configmap:runs/rules/rules.yaml:2:42: error: volumePolicies[0].conditions.capacity: is',
        ),
      ],
      policy: { name: 'nightly' },
    });
    expect(among).toMatchObject({
      problems: [
        expect.stringContaining('policies/1.yaml:4:14: error: spec.mode'),
        expect.stringContaining('policies/3.yaml:4:'),
        expect.stringMatching(/^policies\/2\.yaml:6:5 .*: error: resourceModifierRules is missing/),
        expect.stringContaining('unsupported resource modifier version "v9"'),
      ],
    });
  });

  it('is told of with the priorities of versions', async () => {
    const priorities =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: enableapigroupversions}\ndata: {restoreResourcesVersionPriority: a b}\n';

    const prepared = await theRestore(clusterWith(), priorities);

    expect(prepared).toMatchObject({
      problems: [
        expect.stringContaining('is no type with its versions'),
        expect.stringContaining('failed to get resource modifiers configmap runs/rules'),
      ],
    });
  });

  it('hides no fault of its policy where it may not be read', async () => {
    const faulty = BACKUP.replace('{storageLocation', '{ttl: soon, storageLocation');
    const cluster = clusterWith({ p: POLICIES }).fault({ verb: 'read', error: forbidden() });

    const found = backupOrder(aContext(), anOrderCall(), aBook(LOCATION, faulty), 'nightly');

    expect(await resolved<BackupOrder>(found, cluster)).toMatchObject({
      problems: [
        expect.stringContaining('spec.ttl'),
        expect.stringContaining('configmap:runs/rules: error: Cannot read ConfigMap runs/rules'),
      ],
    });
  });

  it('is a missing right where it may not be read', async () => {
    const cluster = clusterWith({ 'rules.yaml': MODIFIERS }).fault({ verb: 'read', error: forbidden() });

    await expect(theRestore(cluster)).rejects.toMatchObject({
      code: 'permission-denied',
      hint: 'Allow "get" on "configmaps" (resourceNames: ["rules"]) in namespace runs.',
    });
  });
});
