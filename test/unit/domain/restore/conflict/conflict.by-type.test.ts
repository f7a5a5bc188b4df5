import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../src/domain/json/exact-json.ts';
import { judge, MARKS, object, OWNED } from './judge-case.ts';

describe('an object that is to be created anew', () => {
  const config = (tea: string, metadata: JsonObject = {}) => object('ConfigMap', { data: { tea } }, metadata);
  const existing = 'recreate';

  it('is deleted by its UID where it differs; the plan says in what', () => {
    const verdict = judge({ type: 'configmaps', archived: config('assam'), live: config('earl', OWNED), existing });

    expect(verdict).toEqual({ action: 'recreate', uid: OWNED.uid, detail: 'differs in data.tea' });
  });

  it('row 93: is one that differs in a field that cannot be changed', () => {
    const spec = (app: string) => ({ selector: { matchLabels: { app } } });
    const live = object('Deployment', { spec: spec('other') }, OWNED);

    const verdict = judge({
      type: 'deployments.apps',
      archived: object('Deployment', { spec: spec('web') }),
      live,
      existing,
    });

    expect(verdict).toMatchObject({ action: 'recreate', detail: 'differs in spec.selector.matchLabels.app' });
  });

  it('stays where it is as archived, and where it is on its way out already', () => {
    const ending = config('earl', { ...OWNED, deletionTimestamp: '2026-11-21T02:17:00Z' });

    const alike = judge({ type: 'configmaps', archived: config('assam'), live: config('assam', OWNED), existing });
    const going = judge({ type: 'configmaps', archived: config('assam'), live: ending, existing });

    expect([alike, going]).toMatchObject([{ action: 'unchanged' }, { action: 'fail', reason: 'object-terminating' }]);
  });

  it('row 102: is no object that this very restore has made, whatever became of it since', () => {
    const live = config('earl', { ...OWNED, labels: MARKS });

    expect(judge({ type: 'configmaps', archived: config('assam'), live, existing })).toEqual({ action: 'unchanged' });
  });

  it('is a ServiceAccount only where the policy says so: under those of Velero it is merged', () => {
    const account = (name: string, metadata: JsonObject = {}) =>
      object('ServiceAccount', { imagePullSecrets: [{ name }] }, metadata);
    const verdict = (policy: 'none' | 'recreate') =>
      judge({ type: 'serviceaccounts', archived: account('a'), live: account('b', OWNED), existing: policy });

    expect(verdict('recreate')).toMatchObject({ action: 'recreate' });
    expect(verdict('none')).toMatchObject({ action: 'update' });
  });
});

describe('a cluster-scoped object that serves a namespace which is copied', () => {
  const type = 'clusterrolebindings.rbac.authorization.k8s.io';
  const binding = (namespace: string, metadata: JsonObject = {}): JsonObject => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'readers', ...metadata },
    subjects: [{ kind: 'ServiceAccount', name: 'web', namespace }],
  });
  const facts = { target: undefined, mapping: new Map([['shop', 'shop-copy']]) };

  it.each(['none', 'update', 'recreate'] as const)('is not taken from the original, under %s', (existing) => {
    const live = binding('shop', OWNED);

    expect(judge({ type, archived: binding('shop'), live, existing, facts })).toEqual({
      action: 'skip',
      reason: 'exists-and-differs',
      detail: 'subjects[0].namespace; it serves a namespace that this restore copies, and stays with it',
    });
  });

  it('is updated where it leads somewhere else', () => {
    expect(judge({ type, archived: binding('shop'), live: binding('else', OWNED), facts })).toMatchObject({
      action: 'update',
      patch: { subjects: [{ namespace: 'shop-copy' }] },
    });
  });
});

describe('an object that must not differ', () => {
  it('fails where it does, and names the fields', () => {
    const config = (tea: string, metadata: JsonObject = {}) => object('ConfigMap', { data: { tea } }, metadata);
    const verdict = (tea: string) =>
      judge({ type: 'configmaps', archived: config('assam'), live: config(tea, OWNED), existing: 'fail' });

    expect(verdict('earl')).toEqual({ action: 'fail', reason: 'exists-and-differs', detail: 'data.tea' });
    expect(verdict('assam')).toEqual({ action: 'unchanged' });
  });
});
