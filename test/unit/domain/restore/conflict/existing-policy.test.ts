import { describe, expect, it } from 'vitest';
import { parseGroupResource } from '../../../../../src/domain/resource.ts';
import { existingPoliciesOf, whyNeverRecreated } from '../../../../../src/domain/restore/conflict/existing-policy.ts';
import type { ExistingPolicy } from '../../../../../src/domain/restore/policy.ts';
import { clusterTypes } from '../../../../support/restore-builders.ts';

function policies(rules: Readonly<Record<string, ExistingPolicy>>) {
  return existingPoliciesOf(
    { existingResourcePolicy: 'none', existingResourcePolicies: new Map(Object.entries(rules)) },
    clusterTypes(),
  );
}

function of(type: string, rules: Readonly<Record<string, ExistingPolicy>>): ExistingPolicy {
  return policies(rules).of(parseGroupResource(type));
}

describe('existingPoliciesOf', () => {
  it('lets the first name or pattern that fits decide, and the general policy where none does', () => {
    const rules = { 'jobs.batch': 'recreate', '*.batch': 'update', '*': 'fail' } as const;

    expect(of('jobs.batch', rules)).toBe('recreate');
    expect(of('cronjobs.batch', rules)).toBe('update');
    expect(of('configmaps', rules)).toBe('fail');
    expect(of('configmaps', { secrets: 'update' })).toBe('none');
  });

  it.each(['cm', 'configmap', 'ConfigMap', 'configmaps'])('reads %s as kubectl does', (name) => {
    expect(of('configmaps', { [name]: 'update' })).toBe('update');
  });

  it.each([
    'namespaces',
    'persistentvolumeclaims',
    'persistentvolumes',
    'customresourcedefinitions.apiextensions.k8s.io',
  ])('lets no pattern delete %s', (type) => {
    expect(of(type, { '*': 'recreate' })).toBe('none');
    expect(of(type, { '*': 'recreate', 'c*': 'update', 'n*': 'update', 'p*': 'update' })).toBe('update');
  });

  it('warns of names that are no type, with the nearest one', () => {
    const { warnings } = policies({ deploymets: 'update', '*.example.com': 'recreate' });

    expect(warnings).toMatchObject([
      {
        code: 'resource-not-found',
        resource: 'deploymets',
        message: expect.stringMatching(/did you mean deployments/),
      },
      { code: 'resource-not-found', resource: '*.example.com' },
    ]);
  });
});

describe('whyNeverRecreated', () => {
  it.each(['namespaces', 'ns', 'PVC', 'persistentvolume', 'crds', 'CustomResourceDefinition'])('knows %s', (name) => {
    expect(whyNeverRecreated(name)).toMatch(/deleted with it$/);
  });

  it('lets anything else be recreated', () => {
    expect(whyNeverRecreated('jobs.batch')).toBeUndefined();
    expect(whyNeverRecreated('*')).toBeUndefined();
  });
});
