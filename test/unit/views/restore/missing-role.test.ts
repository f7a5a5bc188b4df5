import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { renderMissingRole } from '../../../../src/views/restore/missing-role.ts';
import type { MissingRule } from '../../../../src/domain/result/result.ts';

const USER = 'system:serviceaccount:lifeboat-restore:lifeboat-restore';
const SECRETS = { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['create', 'get'] };
const NAMESPACES = { apiGroups: [''], resources: ['namespaces'], verbs: ['create'] };

const render = (rules: readonly MissingRule[], user = USER) =>
  renderMissingRole({ restore: 'restore-shop-1', user, rules });
const objects = (text: string) => parseAllDocuments(text).flatMap((it): unknown[] => (it.contents ? [it.toJS()] : []));

describe('the role that a restore lacks', () => {
  it('is a Role with its binding, ready to apply', () => {
    expect(render([{ namespace: 'shop', ...SECRETS }]))
      .toBe(`# What ${USER} lacks for the restore restore-shop-1. Read it, then: kubectl apply -f <this file>
# Delete it again when the restore is done.
# These namespaces have to exist first: shop
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: lifeboat-restore-shop-1
  namespace: shop
rules:
  - apiGroups:
      - ""
    resources:
      - configmaps
      - secrets
    verbs:
      - create
      - get
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: lifeboat-restore-shop-1
  namespace: shop
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: lifeboat-restore-shop-1
subjects:
  - kind: ServiceAccount
    namespace: lifeboat-restore
    name: lifeboat-restore
`);
  });

  it('is one ClusterRole for namespaces that lack the same, bound in each of them', () => {
    const found = objects(
      render([
        { namespace: 'shop', ...SECRETS },
        { namespace: 'vault', ...SECRETS },
      ]),
    );

    expect(found).toMatchObject([
      { kind: 'ClusterRole', rules: [SECRETS] },
      { kind: 'RoleBinding', metadata: { namespace: 'shop' }, roleRef: { kind: 'ClusterRole' } },
      { kind: 'RoleBinding', metadata: { namespace: 'vault' } },
    ]);
  });

  it('is a ClusterRole of its own for what must hold everywhere', () => {
    const found = objects(render([NAMESPACES, { namespace: 'shop', ...SECRETS }]));

    expect(found).toMatchObject([
      { kind: 'ClusterRole', metadata: { name: 'lifeboat-restore-shop-1' }, rules: [NAMESPACES] },
      { kind: 'ClusterRoleBinding', roleRef: { name: 'lifeboat-restore-shop-1' } },
      { kind: 'Role', metadata: { name: 'lifeboat-restore-shop-1-2', namespace: 'shop' } },
      { kind: 'RoleBinding' },
    ]);
  });

  it('never grants escalation, and says what it would be', () => {
    const text = render([
      { namespace: 'shop', ...SECRETS },
      { namespace: 'shop', apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['escalate'] },
    ]);

    expect(text).toContain('# - escalate roles in namespace shop\n');
    expect(JSON.stringify(objects(text))).not.toContain('escalate');
  });

  it('is for a person where a person asks', () => {
    expect(objects(render([NAMESPACES], 'jane@example.com'))[1]).toMatchObject({
      subjects: [{ kind: 'User', name: 'jane@example.com' }],
    });
  });

  it('is nothing where nothing is missing', () => {
    expect(render([])).toBe('');
  });

  it('lets no name break out of a comment', () => {
    const text = render([NAMESPACES], 'eve\n---\nkind: ClusterRole');

    expect(objects(text)).toHaveLength(2);
  });
});
