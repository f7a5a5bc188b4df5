import { describe, expect, it } from 'vitest';
import { literalNamespaces, permittedPlan, planBackup } from '../../../../src/domain/backup/plan.ts';
import type { World } from '../../../../src/domain/backup/world.ts';
import { formatGroupResource } from '../../../../src/domain/resource.ts';
import { aResourceType, aSelection } from '../../../support/builders.ts';

const OURS =
  'velero.io/exclude-from-backup!=true,lifeboat.dev/exclude-from-backup!=true,lifeboat.dev/kind notin (result,latest,once,lock)';

function aWorld(overrides: Partial<World> = {}): World {
  return {
    types: [
      aResourceType({
        group: 'apps',
        resource: 'deployments',
        kind: 'Deployment',
        singular: 'deployment',
        shortNames: [],
      }),
      aResourceType(),
      aResourceType({ resource: 'pods', kind: 'Pod', singular: 'pod', shortNames: ['po'] }),
      aResourceType({
        resource: 'namespaces',
        kind: 'Namespace',
        singular: 'namespace',
        shortNames: ['ns'],
        namespaced: false,
      }),
      aResourceType({ resource: 'nodes', kind: 'Node', singular: 'node', shortNames: ['no'], namespaced: false }),
      aResourceType({ resource: 'bindings', kind: 'Binding', singular: 'binding', shortNames: [], verbs: ['create'] }),
    ],
    failedGroups: [],
    namespaces: [
      { name: 'shop', labels: { team: 'web' } },
      { name: 'bank', labels: {} },
      { name: 'kube-system', labels: {} },
    ],
    ...overrides,
  };
}

const lists = ({ steps }: ReturnType<typeof planBackup>) =>
  steps.map(({ type, namespace }) => `${formatGroupResource(type)}@${namespace ?? '*'}`);

describe('planBackup', () => {
  it('lists every storable type once, cluster-wide, for an unfiltered policy', () => {
    const plan = planBackup(aSelection(), aWorld());

    expect(lists(plan)).toEqual(['pods@*', 'configmaps@*', 'nodes@*', 'deployments.apps@*']);
    expect(plan.namespaceSteps).toMatchObject([{ namespace: undefined, fieldSelector: '' }]);
    expect([plan.errors, plan.warnings]).toEqual([[], []]);
  });

  it('asks for neither excluded objects nor the records of runs', () => {
    const plan = planBackup(
      aSelection({ labelSelectors: [{ matchLabels: { app: 'web' } }, { matchLabels: { app: 'db' } }] }),
      aWorld(),
    );

    expect(plan.steps[0]?.labelSelectors).toEqual([`app=web,${OURS}`, `app=db,${OURS}`]);
    expect(planBackup(aSelection(), aWorld()).steps[0]?.labelSelectors).toEqual([OURS]);
  });

  it('lists namespace by namespace where the policy names some', () => {
    const plan = planBackup(aSelection({ includedNamespaces: ['shop', 'b*'] }), aWorld());

    expect(lists(plan).slice(0, 2)).toEqual(['pods@shop', 'pods@bank']);
    expect(plan.keepsNamespace('kube-system')).toBe(false);
  });

  it('lists once across all namespaces where the policy only excludes some, and drops theirs', () => {
    const plan = planBackup(aSelection({ excludedNamespaces: ['kube-*'] }), aWorld());

    expect(lists(plan)).toEqual(['pods@*', 'configmaps@*', 'deployments.apps@*']);
    expect(['shop', 'kube-system', 'made-meanwhile', 'kube-new'].map((it) => plan.keepsNamespace(it))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('looks Namespace objects up one by one for literal names, which needs no right to list all', () => {
    const plan = planBackup(aSelection({ includedNamespaces: ['shop'] }), aWorld());

    expect(plan.namespaceSteps.map((step) => step.fieldSelector)).toEqual(['metadata.name=shop']);
    expect([...plan.namespaceObjects]).toEqual(['shop']);
  });

  it('keeps an empty namespace under a label selector only when its own labels match', () => {
    const plan = planBackup(aSelection({ labelSelectors: [{ matchLabels: { team: 'web' } }] }), aWorld());

    expect([...plan.namespaceObjects]).toEqual(['shop']);
  });

  it('reports a literal namespace that does not exist as an error, a pattern without a match as a warning', () => {
    const plan = planBackup(aSelection({ includedNamespaces: ['shpo', 'x-*'] }), aWorld());

    expect(plan.errors).toMatchObject([{ code: 'namespace-not-found', namespace: 'shpo' }]);
    expect(plan.warnings).toMatchObject([{ code: 'namespace-pattern-unmatched' }]);
    expect(plan.steps.filter(({ type }) => type.namespaced)).toEqual([]);
  });

  it('leaves out a namespace by its label, and says so where it was named', () => {
    const namespaces = [{ name: 'shop', labels: { 'lifeboat.dev/exclude-from-backup': 'true' } }];

    const named = planBackup(aSelection({ includedNamespaces: ['shop'] }), aWorld({ namespaces }));
    const unfiltered = planBackup(aSelection(), aWorld({ namespaces }));

    expect(named.warnings).toMatchObject([{ code: 'namespace-excluded', namespace: 'shop' }]);
    expect(unfiltered.keepsNamespace('shop')).toBe(false);
    expect(unfiltered.warnings).toEqual([]);
  });

  it('warns of namespaces that an Argo CD manages, as Velero does', () => {
    const namespaces = [
      { name: 'shop', labels: { 'argocd.argoproj.io/managed-by': 'argocd' } },
      { name: 'bank', labels: { 'argocd.argoproj.io/managed-by': '' } },
    ];

    const all = planBackup(aSelection(), aWorld({ namespaces }));
    const other = planBackup(aSelection({ includedNamespaces: ['bank'] }), aWorld({ namespaces }));

    expect(all.warnings).toMatchObject([{ code: 'owned-by-gitops', namespace: 'shop' }]);
    expect(other.warnings).toEqual([]);
  });

  it('reports a misspelt resource: an error where it was wanted, a warning where it was not', () => {
    const resources = {
      style: 'unscoped',
      included: ['deploymnets', 'po'],
      excluded: ['nodez'],
      includeClusterResources: undefined,
    } as const;

    const plan = planBackup(aSelection({ resources }), aWorld());

    expect(plan.errors).toMatchObject([
      { code: 'resource-not-found', message: expect.stringContaining('did you mean deployments?') },
    ]);
    expect(plan.warnings).toMatchObject([{ code: 'resource-not-found', resource: 'nodez' }]);
    expect(lists(plan)).toEqual(['pods@*']);
  });

  it.each([
    ['row 13: an aggregated API that never held anything storable', 'metrics.k8s.io', [], 'warnings'],
    ['row 14: a group of an unfiltered policy', 'shop.example.com', [], 'errors'],
    ['row 14: a group that the policy names', 'shop.example.com', ['orders.shop.example.com'], 'errors'],
    ['row 14: a group that the policy cannot select', 'shop.example.com', ['pods'], 'warnings'],
  ] as const)('%s fails discovery loudly', (_, group, included, kind) => {
    const failedGroups = [{ group, version: 'v1', message: 'the server is down' }];
    const resources = { style: 'unscoped', included, excluded: [], includeClusterResources: undefined } as const;

    const plan = planBackup(aSelection({ resources }), aWorld({ failedGroups }));

    expect(plan[kind].filter(({ code }) => code === 'discovery-failed')).toMatchObject([{ resource: group }]);
  });

  it('row 26: takes objects that two groups serve only once', () => {
    const types = [
      aResourceType({ group: 'networking.k8s.io', resource: 'ingresses' }),
      aResourceType({ group: 'extensions', resource: 'ingresses' }),
      aResourceType({ resource: 'events' }),
      aResourceType({ group: 'events.k8s.io', resource: 'events' }),
    ];

    const plan = planBackup(aSelection(), aWorld({ types }));

    expect(lists(plan)).toEqual(['events@*', 'ingresses.networking.k8s.io@*']);
  });
});

describe('planBackup, beside the selection', () => {
  const EVENTS = [
    aResourceType({ resource: 'events', kind: 'Event', singular: 'event', shortNames: ['ev'] }),
    aResourceType({ group: 'events.k8s.io', resource: 'events', kind: 'Event', singular: 'event', shortNames: ['ev'] }),
    aResourceType(),
  ];
  const filter = (lists: { included?: readonly string[]; excluded?: readonly string[] }) =>
    aSelection({
      resources: { style: 'unscoped', included: [], excluded: [], includeClusterResources: undefined, ...lists },
    });

  it.each(['events', 'ev', 'events.events.k8s.io', '*.events.k8s.io'])(
    'row 26: knows objects that two groups serve by either name: %s',
    (name) => {
      const wanted = planBackup(filter({ included: [name] }), aWorld({ types: EVENTS }));
      const unwanted = planBackup(filter({ excluded: [name] }), aWorld({ types: EVENTS }));

      expect(lists(wanted)).toEqual(['events@*']);
      expect(lists(unwanted)).toEqual(['configmaps@*']);
      expect([wanted.errors, unwanted.warnings]).toEqual([[], []]);
    },
  );

  it('lists every served version of a type once more where all are stored', () => {
    const servedVersions = new Map([['deployments.apps', ['v1', 'v1beta2', 'v1beta1']]]);
    const options = { orderedResources: new Map(), apiGroupVersions: 'All', includeExclude: undefined } as const;

    const plan = planBackup(aSelection({ includedNamespaces: ['shop'] }), aWorld({ servedVersions }), options);
    const preferred = planBackup(aSelection(), aWorld({ servedVersions }));

    expect(plan.versionSteps.map(({ type, namespace, isPreferred }) => [type.version, namespace, isPreferred])).toEqual(
      [
        ['v1beta2', 'shop', false],
        ['v1beta1', 'shop', false],
      ],
    );
    expect(preferred.versionSteps).toEqual([]);
  });

  it('adds what a resource policy says, under any name, with a warning for what no type answers to', () => {
    const includeExclude = {
      includedClusterScoped: ['no', 'gadgets'],
      excludedClusterScoped: [],
      includedNamespaceScoped: [],
      excludedNamespaceScoped: ['cm', 'deployments'],
    };
    const options = { orderedResources: new Map(), apiGroupVersions: 'Preferred', includeExclude } as const;

    const plan = planBackup(aSelection({ includedNamespaces: ['shop'] }), aWorld(), options);

    expect(lists(plan)).toEqual(['pods@shop', 'nodes@*']);
    expect(plan.warnings).toMatchObject([{ code: 'resource-not-found', resource: 'gadgets' }]);
    expect(plan.errors).toEqual([]);
  });

  it('takes a selector without requirements for everything, whatever stands beside it', () => {
    const plan = planBackup(aSelection({ labelSelectors: [{ matchLabels: { app: 'web' } }, {}] }), aWorld());

    expect(plan.steps[0]?.labelSelectors).toEqual([OURS]);
    expect(plan.related.types.size).toBe(0);
  });

  it('drops the other versions of what may not be listed', () => {
    const servedVersions = new Map([
      ['deployments.apps', ['v1', 'v1beta1']],
      ['configmaps', ['v1', 'v2']],
    ]);
    const options = { orderedResources: new Map(), apiGroupVersions: 'All', includeExclude: undefined } as const;
    const plan = planBackup(aSelection(), aWorld({ servedVersions }), options);

    const permitted = permittedPlan(
      plan,
      plan.steps.filter(({ type }) => type.resource !== 'deployments'),
    );

    expect(permitted.versionSteps.map(({ type }) => type.resource)).toEqual(['configmaps']);
  });
});

describe('literalNamespaces', () => {
  it('gives names only where all of them are literal', () => {
    expect(literalNamespaces(aSelection({ includedNamespaces: ['shop'] }))).toEqual(['shop']);
    expect(literalNamespaces(aSelection({ includedNamespaces: ['shop', 'b*'] }))).toBeUndefined();
    expect(literalNamespaces(aSelection())).toBeUndefined();
  });
});
