import { describe, expect, it } from 'vitest';
import { archived } from '../../../../support/fake-archive.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { theModifiers } from '../../../../support/resource-modifiers.ts';
import { clusterTypes } from '../../../../support/restore-builders.ts';
import { RestoreRig } from '../../../../support/restore-rig.ts';
import type { RestorePolicy } from '../../../../../src/domain/restore/policy.ts';

const configMap = (place: string, data: object, metadata: object = {}) =>
  archived(`configmaps/${place}`, { kind: 'ConfigMap', data, metadata });

async function restored(
  items: readonly ReturnType<typeof configMap>[],
  rules: readonly string[],
  policy: Partial<RestorePolicy> = {},
) {
  const cluster = new FakeCluster({ types: clusterTypes() });
  const rig = new RestoreRig(cluster, items, policy);
  rig.modifiers = theModifiers(...rules);
  const done = await rig.restore();
  return { cluster, done };
}

function configMapIn(cluster: FakeCluster, namespace: string, name: string) {
  return cluster.peek({ group: '', version: 'v1', resource: 'configmaps', namespace }, name);
}

const RULE = `
conditions: {groupResource: configmaps, namespaces: [shop]}
patches: [{operation: replace, path: /data/mode, value: restored}]
`;

describe('a restore with resource modifiers', () => {
  it('writes what the rules make of an object, and its plan names them', async () => {
    const { done } = await restored([configMap('shop/web', { mode: 'live' })], [RULE]);

    const [planned] = done.made.plan.items;
    expect(planned).toMatchObject({ action: 'create', detail: 'modified by resourceModifierRules[0]' });
    expect(done.ends).toEqual(['configmaps/shop/web: created']);
  });

  it('goes by the namespace as archived, and restores into the one that is mapped', async () => {
    const namespaceMapping = new Map([['shop', 'copy']]);

    const { cluster, done } = await restored([configMap('shop/web', { mode: 'live' })], [RULE], { namespaceMapping });

    expect(done.made.warnings).toEqual([]);
    const written = configMapIn(cluster, 'copy', 'web');
    expect(written).toMatchObject({ data: { mode: 'restored' }, metadata: { namespace: 'copy' } });
  });

  it('does not restore an object to which a patch does not apply', async () => {
    const { cluster, done } = await restored([configMap('shop/web', {}), configMap('shop/api', { mode: 'x' })], [RULE]);

    const failed = done.made.plan.items.find(({ ref }) => ref.name === 'web');
    expect(failed).toMatchObject({
      action: 'fail',
      reason: 'modifier-failed',
      detail: 'resourceModifierRules[0]: replace does not apply: there is no /data/mode',
    });
    expect(done.ends).toEqual(['configmaps/shop/api: created']);
    expect(configMapIn(cluster, 'shop', 'web')).toBeUndefined();
  });

  it('restores without the rule where a test fails, and says so as an error', async () => {
    const test = `
conditions: {groupResource: configmaps}
patches:
- {operation: test, path: /data/port, value: "8080"}
- {operation: replace, path: /data/port, value: '"9090"'}
`;

    const { cluster, done } = await restored([configMap('shop/web', { port: '8080' })], [test]);

    expect(configMapIn(cluster, 'shop', 'web')).toMatchObject({ data: { port: '8080' } });
    expect(done.made.errors).toEqual([
      expect.objectContaining({
        code: 'modifier-test-failed',
        message: expect.stringContaining(
          'configmaps/shop/web: restored without a resource modifier, because its test failed: resourceModifierRules[0]: /data/port has another value; it is a string there, and the patch says a number',
        ) as string,
      }),
    ]);
  });

  it('warns of a rule that is about no object', async () => {
    const { done } = await restored([configMap('shop/web', { mode: 'x' })], [RULE, RULE.replace('shop', 'shopp')]);

    expect(done.made.warnings).toEqual([
      {
        code: 'modifier-unmatched',
        message:
          'No object of this restore satisfies the conditions of resourceModifierRules[1] in configmap:lifeboat/modifiers/rules.yaml',
      },
    ]);
  });

  it('takes an object for unchanged that is as the rules make it', async () => {
    const items = [configMap('shop/web', { mode: 'live' })];
    const { cluster } = await restored(items, [RULE]);
    const again = new RestoreRig(cluster, items);
    again.modifiers = theModifiers(RULE);

    expect((await again.plan()).plan.items).toMatchObject([{ action: 'unchanged' }]);
    expect((await new RestoreRig(cluster, items).plan()).plan.items).toMatchObject([{ reason: 'exists-and-differs' }]);
  });

  it('finds what has the place of an object that a rule renames', async () => {
    const rename = `
conditions: {groupResource: configmaps}
mergePatches: [{patchData: '{"metadata": {"name": "renamed"}}'}]
`;
    const items = [configMap('shop/web', { mode: 'live' })];

    const { cluster, done } = await restored(items, [rename]);
    const again = new RestoreRig(cluster, items);
    again.modifiers = theModifiers(rename);

    expect(done.ends).toEqual(['configmaps/shop/web: created']);
    expect(configMapIn(cluster, 'shop', 'renamed')).toBeDefined();
    expect((await again.plan()).plan.items).toMatchObject([{ action: 'unchanged' }]);
  });

  it('has another digest when the rules have changed', async () => {
    const digestOf = async (rule: string) => {
      const rig = new RestoreRig(new FakeCluster({ types: clusterTypes() }), [configMap('shop/web', { mode: 'x' })]);
      rig.modifiers = theModifiers(rule);
      return (await rig.plan()).plan.digest;
    };

    expect(await digestOf(RULE)).toBe(await digestOf(RULE));
    expect(await digestOf(RULE)).not.toBe(await digestOf(RULE.replace('restored', 'other')));
  });
});
