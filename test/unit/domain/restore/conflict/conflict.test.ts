import { describe, expect, it } from 'vitest';
import { type JsonObject, parseExact } from '../../../../../src/domain/json/exact-json.ts';
import { judge, MARKS, object, OWNED } from './judge-case.ts';

const settings = (data: JsonObject, metadata: JsonObject = {}) => object('ConfigMap', { data }, metadata);
const CONFIG_MAPS = 'configmaps';

describe('an object that exists', () => {
  it('row 88: is unchanged where it is what the restore would write, whoever wrote it', () => {
    const verdict = judge({
      type: CONFIG_MAPS,
      archived: settings({ a: '1' }, { uid: 'old', labels: { app: 'web' } }),
      live: settings({ a: '1' }, { ...OWNED, labels: { app: 'web', 'velero.io/restore-name': 'an-earlier-one' } }),
    });

    expect(verdict).toEqual({ action: 'unchanged' });
  });

  it('row 88: is left as it is where it differs and the policy says none, and says in what', () => {
    const verdict = judge({
      type: CONFIG_MAPS,
      archived: settings({ a: '1', 'tls.crt': 'x', c: '3', d: '4' }, { labels: { team: 'red' } }),
      live: settings({ a: '2', 'tls.crt': 'y', c: '4' }, { ...OWNED, labels: { team: 'blue' } }),
      existing: 'none',
    });

    expect(verdict).toEqual({
      action: 'skip',
      reason: 'exists-and-differs',
      detail: 'data.a, data.c, data.d and 2 more',
    });
  });

  it('names no value of a Secret', () => {
    const verdict = judge({
      type: 'secrets',
      archived: object('Secret', { type: 'Opaque', data: { password: 'Y2FuYXJ5' } }),
      live: object('Secret', { type: 'Opaque', data: { password: 'b3RoZXI=' } }, OWNED),
      existing: 'none',
    });

    expect(verdict).toEqual({ action: 'skip', reason: 'exists-and-differs', detail: 'data.password' });
  });

  it('tells numbers apart that a double cannot', () => {
    const document = (number: string) =>
      parseExact(
        `{"apiVersion":"x/v1","kind":"Widget","metadata":{"name":"w","namespace":"shop"},"spec":{"n":${number}}}`,
      );

    const verdict = judge({
      type: 'widgets.example.com',
      archived: document('9007199254740993'),
      live: document('9007199254740992'),
    });

    expect(verdict).toMatchObject({ action: 'update' });
    expect(JSON.stringify('patch' in verdict && verdict.patch['spec'])).toBe('{"n":9007199254740993}');
  });

  it('fails where it is being deleted, also when it is alike: it would be gone in a moment', () => {
    const verdict = judge({
      type: CONFIG_MAPS,
      archived: settings({ a: '1' }),
      live: settings({ a: '1' }, { ...OWNED, deletionTimestamp: '2026-11-21T03:00:00Z' }),
    });

    expect(verdict).toEqual({ action: 'fail', reason: 'object-terminating', detail: 'since 2026-11-21T03:00:00Z' });
  });
});

describe('an update', () => {
  it("makes the object what the archive says: fields that it lacks go, labels are its own and the restore's", () => {
    const verdict = judge({
      type: CONFIG_MAPS,
      archived: settings({ a: '1' }, { labels: { app: 'web' }, annotations: { note: 'old' } }),
      live: settings(
        { a: '2', b: '3' },
        { ...OWNED, labels: { app: 'web', team: 'blue' }, annotations: { other: 'x' } },
      ),
    });

    expect(verdict).toEqual({
      action: 'update',
      patch: {
        data: { a: '1', b: null },
        metadata: { labels: { team: null, ...MARKS }, annotations: { note: 'old', other: null } },
      },
    });
  });

  it('leaves identity, owners and finalizers alone', () => {
    const owner = { kind: 'Deployment', name: 'web', uid: 'u' };

    const verdict = judge({
      type: CONFIG_MAPS,
      archived: settings({ a: '1' }, { finalizers: ['example.com/old'] }),
      live: settings({ a: '1' }, { ...OWNED, finalizers: ['example.com/cleanup'], ownerReferences: [owner] }),
    });

    expect(verdict).toEqual({ action: 'unchanged' });
  });

  it('row 94: keeps the addresses and ports that the cluster gave to a Service', () => {
    const spec = { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, protocol: 'TCP' }] };
    const addresses = {
      clusterIP: '10.0.0.7',
      clusterIPs: ['10.0.0.7'],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    };

    const verdict = judge({
      type: 'services',
      archived: object('Service', { spec }),
      live: object(
        'Service',
        {
          spec: { ...spec, ...addresses, ports: [{ ...spec.ports[0], nodePort: 30_080 }], selector: { app: 'other' } },
        },
        { ...OWNED, labels: MARKS },
      ),
    });

    expect(verdict).toEqual({ action: 'update', patch: { spec: { selector: { app: 'web' } } } });
  });

  it('keeps the volume that a claim has found', () => {
    const spec = { storageClassName: 'standard', resources: { requests: { storage: '1Gi' } } };

    const verdict = judge({
      type: 'persistentvolumeclaims',
      archived: object('PersistentVolumeClaim', { spec }),
      live: object(
        'PersistentVolumeClaim',
        { spec: { ...spec, volumeName: 'pvc-1', resources: { requests: { storage: '500Mi' } } } },
        { ...OWNED, annotations: { 'pv.kubernetes.io/bind-completed': 'yes' }, labels: MARKS },
      ),
    });

    expect(verdict).toEqual({ action: 'update', patch: { spec: { resources: { requests: { storage: '1Gi' } } } } });
  });

  it('compares a Job without the labels that hold its own UID', () => {
    const job = (uid: string, parallelism: number) => {
      const labels = { 'batch.kubernetes.io/controller-uid': uid, 'job-name': 'web' };
      const selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
      return object('Job', { spec: { parallelism, selector, template: { metadata: { labels } } } }, { labels: MARKS });
    };

    expect(judge({ type: 'jobs.batch', archived: job('a', 1), live: job('b', 1) })).toEqual({ action: 'unchanged' });
    expect(judge({ type: 'jobs.batch', archived: job('a', 1), live: job('b', 2) })).toEqual({
      action: 'update',
      patch: { spec: { parallelism: 1 } },
    });
  });

  it('row 93: fails on a field that cannot be changed, names it, and says what would replace the object', () => {
    const spec = (app: string) => ({ selector: { matchLabels: { app } }, replicas: app.length });

    const verdict = judge({
      type: 'deployments.apps',
      archived: object('Deployment', { spec: spec('web') }),
      live: object('Deployment', { spec: spec('other') }, OWNED),
    });

    expect(verdict).toEqual({
      action: 'fail',
      reason: 'immutable-field',
      detail:
        'spec.selector (existingResourcePolicies: {deployments.apps: recreate} would delete the object and create it anew)',
    });
  });

  it('row 93: fails without such advice on a claim, which is never deleted', () => {
    const spec = (mode: string) => ({ accessModes: [mode] });

    const verdict = judge({
      type: 'persistentvolumeclaims',
      archived: object('PersistentVolumeClaim', { spec: spec('ReadWriteOnce') }),
      live: object('PersistentVolumeClaim', { spec: spec('ReadOnlyMany') }, OWNED),
    });

    expect(verdict).toEqual({ action: 'fail', reason: 'immutable-field', detail: 'spec.accessModes' });
  });

  it('row 93: is not asked for where the policy says none', () => {
    const verdict = judge({
      type: 'deployments.apps',
      archived: object('Deployment', { spec: { selector: { matchLabels: { app: 'web' } } } }),
      live: object('Deployment', { spec: { selector: { matchLabels: { app: 'other' } } } }, OWNED),
      existing: 'none',
    });

    expect(verdict).toMatchObject({ action: 'skip', detail: 'spec.selector.matchLabels.app' });
  });
});

describe('a Namespace that exists', () => {
  const namespace = (name: string, labels: JsonObject): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } },
    spec: { finalizers: ['kubernetes'] },
  });
  const mapping = new Map([['shop', 'shop-copy']]);

  it('is never changed, whatever the policy says', () => {
    const [archived, live] = [namespace('shop', { team: 'red' }), namespace('shop', { team: 'blue' })];

    const verdict = judge({ type: 'namespaces', archived, live });

    expect(verdict).toEqual({ action: 'skip', reason: 'exists-and-differs', detail: 'metadata.labels.team' });
  });

  it('is unchanged under its other name', () => {
    const archived = namespace('shop', { team: 'red' });
    const live = namespace('shop-copy', { team: 'red' });

    expect(judge({ type: 'namespaces', archived, live, facts: { mapping } })).toEqual({ action: 'unchanged' });
  });
});
