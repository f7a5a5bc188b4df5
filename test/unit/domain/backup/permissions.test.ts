import { describe, expect, it } from 'vitest';
import { describeForbidden, mayList, type Rule } from '../../../../src/domain/backup/permissions.ts';
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
