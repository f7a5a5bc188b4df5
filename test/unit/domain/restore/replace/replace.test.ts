import { describe, expect, it } from 'vitest';
import type { PlannedItem } from '../../../../../src/domain/restore/plan.ts';
import {
  confirmRefusal,
  mayReplace,
  replaceCounts,
  type ReplaceRules,
} from '../../../../../src/domain/restore/replace/replace.ts';
import { refOf } from '../../../../support/restore-builders.ts';

const BOTH: ReplaceRules = { objects: true, volumes: true, confirm: undefined };

function allowed(item: string, rules: Partial<ReplaceRules> = {}, target = refOf(item).namespace): boolean {
  return mayReplace({ ...BOTH, ...rules }, refOf(item), { target, ownNamespaces: ['lifeboat-restore'] });
}

describe('what may be deleted to be restored', () => {
  it('is what lies in a namespace, claims only where that is said', () => {
    expect(allowed('deployments.apps/shop/web')).toBe(true);
    expect(allowed('deployments.apps/shop/web', { objects: false })).toBe(false);
    expect(allowed('persistentvolumeclaims/shop/data')).toBe(true);
    expect(allowed('persistentvolumeclaims/shop/data', { volumes: false })).toBe(false);
    expect(allowed('persistentvolumeclaims/shop/data', { objects: false })).toBe(true);
  });

  it.each([
    'namespaces/shop',
    'persistentvolumes/pv-1',
    'customresourcedefinitions.apiextensions.k8s.io/teas.example.com',
    'configmaps/kube-system/coredns',
    'configmaps/kube-public/cluster-info',
    'leases.coordination.k8s.io/kube-node-lease/worker-1',
    'configmaps/lifeboat-restore/lifeboat-once-x',
    'serviceaccounts/shop/default',
  ])('is never %s', (item) => {
    expect(allowed(item)).toBe(false);
  });

  it('is judged by where it goes', () => {
    expect(allowed('configmaps/shop/settings', {}, 'kube-system')).toBe(false);
    expect(allowed('configmaps/kube-system/settings', {}, 'copy')).toBe(true);
  });
});

describe('the number of deletions', () => {
  const planned = (item: string, isReplaced?: true): PlannedItem => ({
    ref: refOf(item),
    target: 'shop',
    version: 'v1',
    wave: 'others',
    action: 'recreate',
    ...(isReplaced && { isReplaced }),
  });

  it('counts what goes first, and not what takes the place of one object at a time', () => {
    const items = [
      planned('configmaps/shop/a', true),
      planned('configmaps/shop/b'),
      planned('persistentvolumeclaims/shop/c', true),
    ];

    expect(replaceCounts(items)).toEqual({ objects: 1, volumes: 1 });
  });

  it.each([
    ['nothing is deleted', 0, undefined, false, false, undefined],
    ['it is confirmed', 3, 3, false, false, undefined],
    ['the plan was agreed to', 3, undefined, true, false, undefined],
    ['nobody said', 3, undefined, false, false, 'policy-invalid'],
    ['another number was said', 3, 4, false, false, 'plan-stale'],
    ['another number was said of a plan that was agreed to', 3, 2, true, false, 'plan-stale'],
    ['some are gone since an earlier run', 2, 3, false, true, undefined],
    ['more are there than an earlier run had', 4, 3, false, true, 'plan-stale'],
  ])('decides where %s', (_, objects, confirm, isAgreed, isResumed, code) => {
    const refusal = confirmRefusal({ objects, volumes: 0 }, { confirm }, { isAgreed, isResumed });

    expect(refusal?.code).toBe(code);
  });
});
