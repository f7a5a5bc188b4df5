import { describe, expect, it } from 'vitest';
import type { KubeObject, ObjectPath } from '../../../../../src/kube/cluster.ts';
import { aResourceType } from '../../../../support/builders.ts';
import { archived, documentOf } from '../../../../support/fake-archive.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { forbidden, unavailable } from '../../../../support/fake-cluster/fault.ts';
import { clusterTypes, refOf } from '../../../../support/restore-builders.ts';
import { RestoreRig } from '../../../../support/restore-rig.ts';

const NAMESPACES: ObjectPath = { group: '', version: 'v1', resource: 'namespaces' };

const SHOP = archived('namespaces/shop', { kind: 'Namespace', metadata: { labels: { team: 'tea' } } });
const PRICES = archived('configmaps/shop/prices', { kind: 'ConfigMap', data: { assam: '4' } });

const DEFINITION_TYPE = 'customresourcedefinitions.apiextensions.k8s.io';
const POTS = archived(`${DEFINITION_TYPE}/pots.tea.example.com`, {
  kind: 'CustomResourceDefinition',
  spec: {
    group: 'tea.example.com',
    names: { plural: 'pots', kind: 'Pot' },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true }],
  },
});
const POT_TYPE = aResourceType({
  group: 'tea.example.com',
  resource: 'pots',
  kind: 'Pot',
  version: 'v1',
  namespaced: true,
});

function aCluster(): FakeCluster {
  return new FakeCluster({ types: clusterTypes() });
}

function endingNamespace(): KubeObject {
  return { metadata: { name: 'shop', deletionTimestamp: '2026-11-21T02:16:00Z' } };
}

describe('applyPlan', () => {
  it('row 98: waits for the end of a namespace that is being deleted, and makes it as it was archived', async () => {
    const cluster = aCluster();
    cluster.put(NAMESPACES, endingNamespace());
    let looks = 0;
    cluster.fault({
      verb: 'read',
      resource: 'namespaces',
      meanwhile: () => (++looks === 3 ? cluster.remove(NAMESPACES, 'shop') : undefined),
    });

    const { ends } = await new RestoreRig(cluster, [SHOP, PRICES]).restore();

    expect(ends).toEqual(['configmaps/shop/prices: created', 'namespaces/shop: created']);
    expect(cluster.peek(NAMESPACES, 'shop')?.metadata.labels).toEqual({ team: 'tea' });
  });

  it('row 98: gives up what belongs to a namespace that does not end, after one wait', async () => {
    const cluster = aCluster();
    cluster.put(NAMESPACES, endingNamespace());

    const rig = new RestoreRig(cluster, [SHOP, PRICES]);
    const { ends } = await rig.restore();

    expect(ends).toEqual([
      'configmaps/shop/prices: failed (namespace-unusable)',
      'namespaces/shop: failed (namespace-unusable)',
    ]);
    expect(rig.ctx.clock.monotonicMs()).toBeLessThan(1.1 * rig.ctx.timings.namespaceWaitMs);
  });

  it('tries again what goes into a namespace that could not be made at first', async () => {
    const cluster = aCluster();
    cluster.fault({ verb: 'write', resource: 'namespaces', error: forbidden('webhook says no'), times: 1 });
    cluster.fault({ verb: 'create', resource: 'namespaces', error: forbidden('webhook says no') });

    const { ends } = await new RestoreRig(cluster, [SHOP, PRICES]).restore();

    expect(ends).toEqual(['configmaps/shop/prices: created', 'namespaces/shop: created']);
  });

  it('looks no more at a namespace that it has made itself', async () => {
    const cluster = aCluster();

    const { ends } = await new RestoreRig(cluster, [SHOP, PRICES]).restore();

    expect(ends).toEqual(['configmaps/shop/prices: created', 'namespaces/shop: created']);
    expect(cluster.requestsOf('read', 'namespaces')).toEqual([]);
  });

  it('makes a namespace again that went away after the plan', async () => {
    const cluster = aCluster();
    cluster.put(NAMESPACES, { metadata: { name: 'shop', labels: { team: 'tea' } } });
    cluster.fault({
      verb: 'write',
      resource: 'configmaps',
      error: Object.assign(forbidden('namespaces "shop" not found'), { status: 404, reason: 'NotFound' }),
      times: 1,
    });

    const { ends } = await new RestoreRig(cluster, [SHOP, PRICES]).restore(() => cluster.remove(NAMESPACES, 'shop'));

    expect(ends).toEqual(['configmaps/shop/prices: created']);
    expect(cluster.peek(NAMESPACES, 'shop')).toBeDefined();
  });

  it('row 91: tries again what was refused at first before it restores the webhooks that may refuse it', async () => {
    const type = 'validatingwebhookconfigurations.admissionregistration.k8s.io';
    const { group, resource } = refOf(`${type}/judge`);
    const kind = 'ValidatingWebhookConfiguration';
    const webhooks = aResourceType({ group, resource, kind, namespaced: false });
    const cluster = new FakeCluster({ types: [...clusterTypes(), webhooks] });
    cluster.put(NAMESPACES, { metadata: { name: 'shop' } });
    cluster.fault({ verb: 'write', resource: 'configmaps', error: forbidden('not yet'), times: 1 });
    const judge = archived(`${type}/judge`, { kind, webhooks: [] });

    const { ends } = await new RestoreRig(cluster, [PRICES, judge], { allowKinds: ['*'] }).restore();

    expect(ends).toEqual(['configmaps/shop/prices: created', `${type}/judge: created`]);
    expect(cluster.requestsOf('write').map(({ name }) => name)).toEqual(['prices', 'prices', 'judge']);
  });

  it('says of what never could be restored what was said last', async () => {
    const cluster = aCluster();
    cluster.put(NAMESPACES, { metadata: { name: 'shop' } });
    cluster.fault({ verb: 'write', resource: 'configmaps', error: forbidden('first'), times: 1 });
    cluster.fault({ verb: 'write', resource: 'configmaps', error: forbidden('last') });

    const { entries } = await new RestoreRig(cluster, [PRICES]).restore();

    expect(entries.errors.map(({ message }) => message)).toEqual([expect.stringContaining('last')]);
  });

  it('writes each item in the version it was planned in, where items of a type have different copies', async () => {
    const types = [...clusterTypes(), POT_TYPE];
    const cluster = new FakeCluster({ types, servedVersions: { 'pots.tea.example.com': ['v1', 'v1beta1'] } });
    cluster.put(NAMESPACES, { metadata: { name: 'shop' } });
    const inVersion = (name: string, version: string) => {
      const item = `pots.tea.example.com/shop/${name}`;
      return [version, documentOf(item, version, { kind: 'Pot', shape: version })] as const;
    };
    const item = (name: string, ...versions: string[]) => ({
      item: `pots.tea.example.com/shop/${name}`,
      copies: Object.fromEntries(versions.map((version) => inVersion(name, version))),
    });

    const { ends } = await new RestoreRig(cluster, [item('new', 'v1', 'v1beta1'), item('old', 'v1beta1')]).restore();

    expect(ends).toEqual(['pots.tea.example.com/shop/new: created', 'pots.tea.example.com/shop/old: created']);
    const written = cluster.requestsOf('write').map(({ body }) => body as KubeObject);
    expect(written.map(({ apiVersion, shape }) => `${apiVersion} ${String(shape)}`)).toEqual([
      'tea.example.com/v1 v1',
      'tea.example.com/v1beta1 v1beta1',
    ]);
  });

  it('warns of a status that could not be written', async () => {
    const cluster = aCluster();
    cluster.put(NAMESPACES, { metadata: { name: 'shop' } });
    const service = archived('services/shop/web', { kind: 'Service', status: { loadBalancer: {} } });
    cluster.fault({ verb: 'amend', resource: 'services', error: forbidden('services/status is forbidden') });
    const policy = { restoreStatus: { included: [], excluded: [] } };

    const { ends, entries, tally } = await new RestoreRig(cluster, [service], policy).restore();

    expect(ends).toEqual(['services/shop/web: created (status-not-written)']);
    expect(entries).toEqual({ errors: [], warnings: [expect.objectContaining({ code: 'status-not-written' })] });
    expect(tally.notable()).toHaveLength(1);
  });

  it('row 102: writes the status that an interrupted attempt may not have come to', async () => {
    const cluster = aCluster();
    cluster.put(NAMESPACES, { metadata: { name: 'shop' } });
    const service = archived('services/shop/web', { kind: 'Service', status: { loadBalancer: {} } });
    const policy = { restoreStatus: { included: [], excluded: [] } };
    const rig = new RestoreRig(cluster, [service], policy);
    cluster.fault({ verb: 'amend', resource: 'services', error: unavailable(), times: 1 });
    await expect(rig.restore()).rejects.toThrow('Cannot reach the API server');

    const { ends } = await rig.restore();

    expect(ends).toEqual(['services/shop/web: created']);
    expect(cluster.requestsOf('amend').map(({ options }) => options?.subresource)).toEqual(['status', 'status']);
  });

  it('row 99: waits for no definition that could not be made', async () => {
    const cluster = aCluster();
    cluster.fault({ verb: 'write', resource: DEFINITION_TYPE, error: forbidden('definitions are forbidden') });
    const rig = new RestoreRig(cluster, [POTS]);

    const { ends } = await rig.restore();

    expect(ends).toEqual([`${DEFINITION_TYPE}/pots.tea.example.com: failed (forbidden)`]);
    expect(rig.ctx.clock.pauses).toEqual([]);
  });

  it('row 99: warns of a definition that is made and not served in time', async () => {
    const { ends, journal } = await new RestoreRig(aCluster(), [POTS]).restore();

    expect(ends).toEqual([`${DEFINITION_TYPE}/pots.tea.example.com: created`]);
    expect(journal.result.warnings).toEqual([
      expect.objectContaining({ code: 'type-missing', message: expect.stringContaining('does not serve') }),
    ]);
  });

  it('goes by discovery where it may make definitions and not look at them', async () => {
    const cluster = new FakeCluster({ types: [...clusterTypes(), POT_TYPE] });
    cluster.fault({ verb: 'read', resource: DEFINITION_TYPE, error: forbidden('get is forbidden') });

    const { ends, journal } = await new RestoreRig(cluster, [POTS]).restore();

    expect(ends).toEqual([`${DEFINITION_TYPE}/pots.tea.example.com: created`]);
    expect(journal.result.warnings).toEqual([]);
  });

  it('counts its progress while it writes', async () => {
    const cluster = aCluster();
    cluster.put(NAMESPACES, { metadata: { name: 'shop' } });

    const { journal } = await new RestoreRig(cluster, [PRICES]).restore();

    expect(journal.result.progress.items).toBe(1);
  });
});
