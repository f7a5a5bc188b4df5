import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../../src/views/display-width.ts';
import { renderRestore } from '../../../../src/views/restore/restore-view.ts';
import { renderSummary } from '../../../../src/views/summary.ts';
import {
  anAppliedResult,
  aPlannedResult,
  aRestoredItem,
  aRestoreResult,
  aRestoreSummary,
} from '../../../support/restore-results.ts';

const planOf = (items: Parameters<typeof aRestoreSummary>[0]) => aPlannedResult({ restore: aRestoreSummary(items) });

describe('a plan for people', () => {
  it('has its counts by wave, then what needs a look, then the creates by type', () => {
    expect(renderRestore(aPlannedResult())).toBe(`Restore restore-shop-1: Planned
From backup nightly-20261121021700
Into cluster production
11 items: 6 to create, 1 to update, 1 unchanged, 2 to skip, 1 impossible

WAVE            CREATE   UPDATE   UNCHANGED   SKIP   FAIL
namespaces      1        -        -           -      -
claims          -        -        -           1      -
identities      -        -        1           -      -
configuration   2        1        -           -      -
others          1        -        -           -      -
pods            -        -        -           1      -
workloads       1        -        -           -      1
jobs            1        -        -           -      -

Cannot be restored (1)
  statefulsets.apps/shop/db
    immutable-field: spec.serviceName

Will not be restored (1)
  persistentvolumeclaims/shop/db
    no-volume-data: the data of its volume is not in this backup

Will be changed (1)
  configmaps/shop/prices
    data.apples

Left out without harm (1)
  1 already-completed

Will be created (6)
  TYPE               ITEMS   NAMESPACES
  namespaces         1       -
  configmaps         1       shop
  secrets            1       shop
  services           1       shop
  deployments.apps   1       shop
  cronjobs.batch     1       shop

Nothing was written. To restore, run it with mode Apply (plan 9c0d1e2f3a4b)
`);
  });

  it('says where an item goes that is mapped', () => {
    const items = [
      aRestoredItem({ target: 'shop-copy' }),
      aRestoredItem({ target: 'shop-copy', action: 'skip', reason: 'exists-and-differs', detail: 'spec.replicas' }),
    ];

    const text = renderRestore(planOf({ items }));

    expect(text).toContain('  deployments.apps/shop/web -> shop-copy\n    exists-and-differs: spec.replicas\n');
    expect(text).toMatch(/ {2}deployments\.apps +1 +shop-copy\n/);
  });

  it('puts what is deleted to be created anew under a heading of its own', () => {
    const items = [aRestoredItem({ action: 'recreate', detail: 'differs in spec.selector' })];

    const text = renderRestore(planOf({ items, planned: { recreate: 1 } }));

    expect(text).toContain('1 item: 1 to recreate\n');
    expect(text).toMatch(/^WAVE +RECREATE$/m);
    expect(text).toContain('Will be deleted and created anew (1)\n  deployments.apps/shop/web\n');
  });

  it('names the rights that are missing', () => {
    const missingRules = [{ namespace: 'shop', apiGroups: [''], resources: ['secrets'], verbs: ['create'] }];

    expect(renderRestore(planOf({ missingRules }))).toContain(
      'Missing rights (1)\n  create secrets in namespace shop\n',
    );
  });

  it('names them all where they are many', () => {
    const resources = ['configmaps', 'persistentvolumeclaims', 'pods', 'resourcequotas', 'secrets', 'services'];
    const missingRules = [{ namespace: 'shop', apiGroups: [''], resources, verbs: ['create', 'get'] }];

    expect(renderRestore(planOf({ missingRules }))).toContain(`Missing rights (1)
  create, get configmaps, persistentvolumeclaims, pods, resourcequotas,
    secrets, services in namespace shop
`);
  });

  it('tells warnings that no item tells, and the others once', () => {
    const ref = { group: '', resource: 'persistentvolumeclaims', namespace: 'shop', name: 'db' };
    const warnings = [
      { code: 'no-volume-data', message: 'told by its item', item: ref },
      { code: 'tls-not-verified', message: 'TLS is not verified' },
    ] as const;

    const text = renderRestore(aPlannedResult({ warnings, warningCount: 2 }));

    expect(text).toContain('Warnings (1)\n  tls-not-verified\n    TLS is not verified\n');
    expect(text).not.toContain('told by its item');
  });

  it('cuts long lists, and names everything where it is wide', () => {
    const items = Array.from({ length: 25 }, (_, n) =>
      aRestoredItem({
        item: `jobs.batch/shop/j${n}`,
        action: 'fail',
        reason: 'immutable-field',
        detail: 'x'.repeat(90),
      }),
    );

    expect(renderRestore(planOf({ items }))).toContain('  and 5 more; -o wide names them\n');
    expect(renderRestore(planOf({ items }), { isWide: true })).toContain(
      `jobs.batch/shop/j24\n    immutable-field: ${'x'.repeat(90)}\n`,
    );
  });

  it('has room for what to do about an item, and says it once', () => {
    const detail = 'clusterroles.rbac.authorization.k8s.io are restored only where allowKinds names clusterroles';
    const items = ['a', 'b'].map((name) =>
      aRestoredItem({ item: `clusterroles/${name}`, action: 'skip', reason: 'kind-not-allowed', detail }),
    );

    expect(renderRestore(planOf({ items }))).toContain(`
  clusterroles/a
    kind-not-allowed: clusterroles.rbac.authorization.k8s.io are restored only
    where allowKinds names clusterroles
  clusterroles/b
    kind-not-allowed
`);
    expect(renderRestore(planOf({ items }), { isWide: true }).split(detail)).toHaveLength(3);
  });

  it('has one line for all that a protected namespace leaves out, and names each where it is wide', () => {
    const detail = 'kube-system is protected';
    const denied = { action: 'skip', reason: 'namespace-not-allowed', detail } as const;
    const names = ['namespaces/kube-system', ...Array.from({ length: 24 }, (_, n) => `configmaps/kube-system/c${n}`)];
    const message = 'told by its items';
    const result = aPlannedResult({
      restore: aRestoreSummary({ items: names.map((item) => aRestoredItem({ item, ...denied })) }),
      warnings: [{ code: 'namespace-not-allowed', namespace: 'kube-system', message }],
      errors: [{ code: 'namespace-not-allowed', namespace: 'kube-system', message: 'asked for by name' }],
    });

    expect(renderRestore(result)).toContain(`
Will not be restored (25)
  namespaces/kube-system and 24 objects in it
    namespace-not-allowed: ${detail}

Errors (1)
  namespace-not-allowed
    asked for by name
`);
    expect(renderRestore(result, { isWide: true })).toContain('  configmaps/kube-system/c23\n');
    expect(renderRestore(result)).not.toContain(message);
  });

  it('fits 80 columns whatever its items are called', () => {
    const word = fc.string({ minLength: 1, maxLength: 120 }).map((text) => text.replaceAll('/', ''));
    const item = fc.record({ type: word, namespace: word, detail: word, isCreate: fc.boolean() });

    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 8 }), (all) => {
        const items = all.map(({ type, namespace, detail, isCreate }) =>
          aRestoredItem({
            item: `${type}/${namespace}/web`,
            ...(!isCreate && { action: 'skip', reason: 'no-volume-data', detail }),
          }),
        );

        const lines = renderRestore(planOf({ items })).split('\n');

        expect(lines.filter((line) => displayWidth(line) > 80)).toEqual([]);
        expect(lines.join('')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('says that it is not whole where items were left out of its document', () => {
    expect(renderRestore(aPlannedResult({ truncated: true }))).toContain('Items were left out of this document');
  });

  it('paints what is wrong where colours are shown', () => {
    expect(renderRestore(aPlannedResult(), { hasColour: true })).toContain(
      '\u001B[31mCannot be restored (1)\u001B[39m\n',
    );
  });
});

describe('a restore that was applied, for people', () => {
  it('has what failed, what is missing and what was changed, with the reasons', () => {
    expect(renderRestore(anAppliedResult({ errors: [], errorCount: 0 }))).toBe(`Restore restore-shop-1: PartiallyFailed
From backup nightly-20261121021700
Into cluster production
11 items: 6 created, 1 updated, 1 unchanged, 2 skipped, 1 failed

Failed (1)
  statefulsets.apps/shop/db
    immutable-field: spec.serviceName

Not restored (1)
  persistentvolumeclaims/shop/db
    no-volume-data: the data of its volume is not in this backup

Changed (1)
  configmaps/shop/prices
    data.apples

Left out without harm (1)
  1 already-completed

Its log and results are at s3://acme-backups/production/restores/restore-shop-1/
`);
  });

  it('tells what was restored without its status, which is in no list', () => {
    const item = { group: '', resource: 'services', namespace: 'shop', name: 'web' };
    const message = 'services/shop/web is restored without its status';
    const restored = aRestoredItem({ item: 'services/shop/web', end: 'created', reason: 'status-not-written' });
    const restore = aRestoreSummary({ mode: 'Apply', ended: { created: 1 }, items: [restored] });
    const warnings = [{ code: 'status-not-written', message, item }] as const;

    expect(renderRestore(anAppliedResult({ restore, warnings }))).toContain(message);
  });

  it('names the rights that are missing where their want ended it', () => {
    const missingRules = [{ namespace: 'shop', apiGroups: [''], resources: ['secrets'], verbs: ['create'] }];
    const { items: _, ...restore } = aRestoreSummary({ mode: 'Apply', missingRules });
    const result = aRestoreResult({ restore });

    expect(renderRestore(result)).toBe(
      `${renderSummary(result)}\nMissing rights (1)\n  create secrets in namespace shop\n`,
    );
  });

  it('is its summary where there was no plan yet', () => {
    expect(renderRestore(aRestoreResult())).toBe(renderSummary(aRestoreResult()));
  });
});

describe('applications that stand still while a restore writes', () => {
  const apps = [
    { item: 'cronjobs.batch/shop/daily', stop: 'suspend', end: 'started' },
    { item: 'deployments.apps/shop/web', stop: '3 replicas to 0', end: 'failed' },
  ] as const;

  it('are part of the plan', () => {
    const text = renderRestore(
      aPlannedResult({ restore: aRestoreSummary({ apps: apps.map(({ item, stop }) => ({ item, stop })) }) }),
    );

    expect(text).toContain('Will stand still while it writes (2)\n');
    expect(text).toContain('  deployments.apps/shop/web: 3 replicas to 0\n');
  });

  it('are told afterwards where they still do', () => {
    const text = renderRestore(anAppliedResult({ restore: aRestoreSummary({ apps, ended: { created: 1 } }) }));

    expect(text).toContain('Stopped, and not started again (1)\n');
    expect(text).not.toContain('cronjobs.batch/shop/daily');
  });
});
