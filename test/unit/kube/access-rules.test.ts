import { describe, expect, it } from 'vitest';
import { isAllowed } from '../../../src/kube/access-rules.ts';
import type { AccessCheck, AccessRule } from '../../../src/kube/cluster.ts';

const CHECK: AccessCheck = { verb: 'create', group: 'apps', resource: 'deployments', namespace: 'shop' };

function aRule(rule: Partial<AccessRule> = {}): AccessRule {
  return { verbs: ['create'], apiGroups: ['apps'], resources: ['deployments'], resourceNames: [], ...rule };
}

describe('isAllowed', () => {
  it('needs one rule that has verb, group and resource', () => {
    expect(isAllowed([aRule()], CHECK)).toBe(true);
    expect(isAllowed([], CHECK)).toBe(false);
    expect(isAllowed([aRule({ verbs: ['get'] })], CHECK)).toBe(false);
    expect(isAllowed([aRule({ apiGroups: [''] })], CHECK)).toBe(false);
    expect(isAllowed([aRule({ resources: ['pods'] })], CHECK)).toBe(false);
    expect(isAllowed([aRule({ verbs: ['get'] }), aRule({ resources: ['pods'] })], CHECK)).toBe(false);
  });

  it('takes a star for all', () => {
    expect(isAllowed([aRule({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] })], CHECK)).toBe(true);
  });

  it('keeps subresources apart from their resource', () => {
    const ofStatus = { ...CHECK, resource: 'deployments/status' };

    expect(isAllowed([aRule()], ofStatus)).toBe(false);
    expect(isAllowed([aRule({ resources: ['deployments/status'] })], ofStatus)).toBe(true);
    expect(isAllowed([aRule({ resources: ['*/status'] })], ofStatus)).toBe(true);
    expect(isAllowed([aRule({ resources: ['*'] })], ofStatus)).toBe(true);
    expect(isAllowed([aRule({ resources: ['*/status'] })], CHECK)).toBe(false);
  });

  it('lets a rule for names allow those names, and nothing without a name', () => {
    const rule = aRule({ resourceNames: ['web'] });

    expect(isAllowed([rule], CHECK)).toBe(false);
    expect(isAllowed([rule], { ...CHECK, name: 'web' })).toBe(true);
    expect(isAllowed([rule], { ...CHECK, name: 'db' })).toBe(false);
    expect(isAllowed([aRule()], { ...CHECK, name: 'db' })).toBe(true);
  });
});
