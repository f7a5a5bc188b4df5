import { describe, expect, it } from 'vitest';
import { parseGroupResource } from '../../../../../src/domain/resource.ts';
import type { PlannedItem } from '../../../../../src/domain/restore/plan.ts';
import {
  clusterWide,
  escalationAccess,
  neededAccess,
  type RightsWanted,
} from '../../../../../src/domain/restore/rights/needed-access.ts';

/** `deployments.apps/shop` with what is planned for one object there. */
function item(where: string, action: PlannedItem['action'] = 'create', name = 'web'): PlannedItem {
  const [type = '', namespace] = where.split('/');
  const ref = { ...parseGroupResource(type), namespace, name };
  return { ref, target: namespace, version: 'v1', wave: 'others', action };
}

/** What is asked, as `verb type namespace`. */
function asked(items: readonly PlannedItem[], wanted: Partial<RightsWanted> = {}): string[] {
  return neededAccess({ items, existing: () => 'none', hasManagedFields: false, ...wanted }).map(text);
}

const text = ({ verb, group, resource, namespace }: ReturnType<typeof neededAccess>[number]) =>
  [verb, group === '' ? resource : `${resource}.${group}`, namespace ?? '*'].join(' ');

describe('the rights that a restore needs', () => {
  it('are asked for once for each type and target namespace, cluster scope first', () => {
    const items = [item('configmaps/shop'), item('configmaps/shop', 'create', 'b'), item('namespaces')];

    expect(asked(items)).toEqual([
      'create namespaces *',
      'get namespaces *',
      'create configmaps shop',
      'get configmaps shop',
      'get namespaces shop',
    ]);
  });

  it('are those of the namespace that an item goes to', () => {
    const moved = { ...item('configmaps/shop'), target: 'shop-copy' };

    expect(asked([moved])).toContain('create configmaps shop-copy');
    expect(asked([moved]).join()).not.toMatch(/ shop\b(?!-)/);
  });

  it('are to patch what will be changed, and to create only what is not there', () => {
    expect(asked([item('configmaps/shop', 'update')])).toEqual([
      'get configmaps shop',
      'patch configmaps shop',
      'get namespaces shop',
    ]);
  });

  it('are to run commands where hooks may be for Pods that are made', () => {
    const runsCommands = (namespace: string) => namespace === 'shop';
    const commands = (...items: readonly PlannedItem[]) =>
      asked(items, { runsCommands }).filter((text) => text.includes('/exec'));

    expect(commands(item('pods/shop'))).toEqual(['get pods/exec shop', 'create pods/exec shop']);
    expect(commands(item('pods/vault'), item('pods/shop', 'skip'), item('configmaps/shop'))).toEqual([]);
  });

  it('are none for what is not written', () => {
    expect(asked([item('a/shop', 'skip'), item('a/shop', 'fail'), item('a/shop', 'unchanged')])).toEqual([]);
  });

  it('hold both where only the real run can tell, and the list without which no plan could', () => {
    expect(asked([item('widgets.example.com/shop', 'unknown')], { existing: () => 'update' })).toEqual(
      expect.arrayContaining([
        'create widgets.example.com shop',
        'list widgets.example.com shop',
        'patch widgets.example.com shop',
      ]),
    );
  });

  it('let ServiceAccounts be merged under any policy', () => {
    expect(asked([item('serviceaccounts/shop')])).toContain('patch serviceaccounts shop');
  });

  it('hold the status where that is written too', () => {
    expect(asked([{ ...item('widgets.example.com/shop'), hasStatus: true }])).toContain(
      'patch widgets/status.example.com shop',
    );
  });

  it('are to delete what is created anew, and to patch nothing of it', () => {
    expect(asked([item('jobs.batch/shop', 'recreate')])).toEqual([
      'create jobs.batch shop',
      'get jobs.batch shop',
      'delete jobs.batch shop',
      'get namespaces shop',
    ]);
  });

  it('are to delete what may be there, where the policy says to create it anew', () => {
    const recreate: Partial<RightsWanted> = { existing: () => 'recreate' };

    expect(asked([item('jobs.batch/shop', 'unknown')], recreate)).toContain('delete jobs.batch shop');
    expect(asked([item('jobs.batch/shop', 'create')], recreate)).not.toContain('delete jobs.batch shop');
  });

  it('are to patch everything that is created, where managed fields are put back', () => {
    expect(asked([item('configmaps/shop')], { hasManagedFields: true })).toContain('patch configmaps shop');
  });

  it('can be asked for in all namespaces at once', () => {
    const questions = neededAccess({
      items: [item('configmaps/shop'), item('configmaps/vault')],
      existing: () => 'none',
      hasManagedFields: false,
    });

    expect(clusterWide(questions).map(text)).toEqual(['create configmaps *', 'get configmaps *', 'get namespaces *']);
  });
});

describe('the verbs that let a restore grant what it does not hold', () => {
  it('are asked for where its plan has roles and bindings', () => {
    const rbac = 'rbac.authorization.k8s.io';
    const items = [item(`roles.${rbac}/shop`), item(`rolebindings.${rbac}/shop`), item(`clusterroles.${rbac}`, 'skip')];

    expect(escalationAccess(items).map(text)).toEqual([
      `escalate roles.${rbac} shop`,
      `bind clusterroles.${rbac} shop`,
      `bind roles.${rbac} shop`,
    ]);
  });
});
