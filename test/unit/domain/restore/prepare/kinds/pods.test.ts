import { describe, expect, it } from 'vitest';
import type { RestoreHooks } from '../../../../../../src/domain/hooks/restore-hooks.ts';
import type { JsonObject } from '../../../../../../src/domain/json/exact-json.ts';
import { resetPod } from '../../../../../../src/domain/restore/prepare/kinds/pods.ts';

const FETCH = { name: 'fetch', image: 'fetch:2', command: ['fetch'] };

const HOOKS: RestoreHooks = {
  rules: [
    {
      name: 'load',
      pods: {
        includedNamespaces: ['shop-copy'],
        excludedNamespaces: [],
        includedResources: [],
        excludedResources: [],
        labelSelector: { matchLabels: { app: 'db' } },
      },
      exec: [],
      init: [{ initContainers: [FETCH], timeoutMs: undefined }],
    },
  ],
  fromAnnotations: false,
};

function aPod(initContainers: readonly object[] = [], labels: object = { app: 'db' }): JsonObject {
  return { metadata: { name: 'db-0', labels }, spec: { containers: [{ name: 'db' }], initContainers } };
}

const initOf = (pod: JsonObject, target = 'shop-copy') =>
  (resetPod(pod, { hooks: HOOKS, target })['spec'] as JsonObject)['initContainers'];

describe('a Pod that hooks give init containers', () => {
  it('has them before its own, and none that waited for an earlier restore', () => {
    expect(initOf(aPod([{ name: 'restore-wait' }, { name: 'own' }]))).toEqual([FETCH, { name: 'own' }]);
  });

  it('has them once, however often it is prepared', () => {
    const once = resetPod(aPod([{ name: 'own' }]), { hooks: HOOKS, target: 'shop-copy' });

    expect(resetPod(once, { hooks: HOOKS, target: 'shop-copy' })).toEqual(once);
    expect(initOf(aPod([{ name: 'own' }, { name: 'fetch', image: 'fetch:1' }]))).toEqual([FETCH, { name: 'own' }]);
  });

  it('is chosen by the namespace that it goes to, and by its labels', () => {
    expect(initOf(aPod(), 'shop')).toEqual([]);
    expect(initOf(aPod([], { app: 'web' }))).toEqual([]);
  });
});
