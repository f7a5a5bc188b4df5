import { describe, expect, it } from 'vitest';
import { describeForbidden, mayList, relatedForbidden, type Rule } from '../../../../src/domain/backup/permissions.ts';
import { aResourceType } from '../../../support/builders.ts';

const secrets = aResourceType({ resource: 'secrets' });
const step = (namespace: string | undefined) => ({ type: secrets, namespace, labelSelectors: [''], fieldSelector: '' });

function aRule(overrides: Partial<Rule> = {}): Rule {
  return { verbs: ['list'], apiGroups: [''], resources: ['secrets'], resourceNames: [], ...overrides };
}

describe('mayList', () => {
  it.each([
    ['the rule itself', {}, true],
    ['wildcards', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, true],
    ['another verb', { verbs: ['get'] }, false],
    ['another group', { apiGroups: ['apps'] }, false],
    ['another resource', { resources: ['configmaps'] }, false],
    ['single names only', { resourceNames: ['one'] }, false],
  ])('by %s: %s', (_, rule, expected) => {
    expect(mayList([aRule(rule)], secrets)).toBe(expected);
  });
});

describe('describeForbidden', () => {
  it('row 16: names verb, resource, namespaces and the rule to add, once per type', () => {
    const entries = describeForbidden([step('vault'), step('bank')]);

    expect(entries).toEqual([
      {
        code: 'forbidden',
        resource: 'secrets',
        message:
          'Not permitted to list secrets in namespace vault, namespace bank; none of them are in this backup. Add to the Role there: {apiGroups: [""], resources: ["secrets"], verbs: ["list"]}',
      },
    ]);
  });

  it('asks for a ClusterRole where the list is cluster-wide, and names the only namespace as scope', () => {
    expect(describeForbidden([step(undefined)])[0]?.message).toContain(
      'cluster-wide; none of them are in this backup. Add to the ClusterRole',
    );
    expect(describeForbidden([step('vault')])[0]).toMatchObject({ namespace: 'vault' });
  });
});

describe('relatedForbidden', () => {
  const names = (...of: string[]) => ({ step: step(undefined), wants: { kind: 'items', names: new Set(of) } }) as const;

  it('is an error that names what is missing, the first of many, and the rule to add', () => {
    const few = relatedForbidden([names('b'), names('a'), names('b')]);
    const many = relatedForbidden([names('a', 'b', 'c', 'd', 'e', 'f', 'g')]);

    expect(few).toEqual({
      severity: 'error',
      entry: {
        code: 'forbidden',
        resource: 'secrets',
        message:
          'Not permitted to list secrets cluster-wide; what is in this backup needs a, b, which is not in it. Add to the ClusterRole: {apiGroups: [""], resources: ["secrets"], verbs: ["list"]}; or exclude the type',
      },
    });
    expect(many.entry.message).toContain('needs a, b, c, d, e and 2 more, which');
  });

  it('is a warning for bindings, which there may be none of', () => {
    const accounts = new Set(['shop/default', 'shop/builder']);

    expect(relatedForbidden([{ step: step(undefined), wants: { kind: 'bindings', accounts } }])).toMatchObject({
      severity: 'warning',
      entry: { message: expect.stringContaining('the bindings of 2 ServiceAccounts, if there are any') },
    });
  });

  it('is an error in their namespace for Pods that mount claims', () => {
    const claims = new Set(['data']);

    expect(relatedForbidden([{ step: step('shop'), wants: { kind: 'pods', claims } }])).toMatchObject({
      severity: 'error',
      entry: { namespace: 'shop', message: expect.stringContaining('Add to the Role there') },
    });
    expect(relatedForbidden([{ step: step('shop'), wants: { kind: 'group', selector: 'g=db' } }])).toMatchObject({
      entry: { message: expect.stringContaining('those that are in one volume group with selected claims are not') },
    });
  });
});
