import { describe, expect, it } from 'vitest';
import { needsOf, roleForAccounts, runsWithClaim } from '../../../../../src/domain/backup/relations/needs.ts';
import { formatItemRef } from '../../../../../src/domain/item.ts';
import { parseGroupResource } from '../../../../../src/domain/resource.ts';
import { anItem, aResourceType } from '../../../../support/builders.ts';

const ALL = [
  'pods',
  'persistentvolumeclaims',
  'persistentvolumes',
  'priorityclasses.scheduling.k8s.io',
  'clusterrolebindings.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
];

function typesOf(...names: string[]) {
  return new Map(names.map((name) => [name, aResourceType(parseGroupResource(name))]));
}

function anItemOf(type: string, object: object = {}, name = 'it', namespace: string | undefined = 'shop') {
  return anItem({ ref: { ...parseGroupResource(type), namespace, name }, object: { ...object } });
}

function needs(item: ReturnType<typeof anItem>, ...types: string[]): string[] {
  return needsOf(item, typesOf(...types), 'example.com/group').map((need) => {
    switch (need.kind) {
      case 'item':
        return formatItemRef(need.ref);
      case 'bindings':
        return `bindings of ${need.namespace}/${need.account}`;
      case 'group':
        return `claims of ${need.namespace} with ${need.selector}`;
      case 'pods':
        return `pods with ${need.namespace}/${need.claim}`;
    }
  });
}

const POD = {
  spec: {
    priorityClassName: 'high',
    volumes: [
      { name: 'a', persistentVolumeClaim: { claimName: 'data' } },
      { name: 'b', emptyDir: {} },
      { name: 'c', persistentVolumeClaim: { claimName: 'logs' } },
    ],
  },
  status: { phase: 'Running' },
};

describe('a Pod', () => {
  it('needs the claims it mounts, and its PriorityClass', () => {
    expect(needs(anItemOf('pods', POD), ...ALL)).toEqual([
      'persistentvolumeclaims/shop/data',
      'persistentvolumeclaims/shop/logs',
      'priorityclasses.scheduling.k8s.io/high',
    ]);
  });

  it('needs only what is looked for', () => {
    expect(needs(anItemOf('pods', POD), 'priorityclasses.scheduling.k8s.io')).toEqual([
      'priorityclasses.scheduling.k8s.io/high',
    ]);
  });

  it('needs nothing where it says nothing, or something odd', () => {
    expect(needs(anItemOf('pods'), ...ALL)).toEqual([]);
    expect(needs(anItemOf('pods', { spec: { volumes: [null, 'x', {}], priorityClassName: 7 } }), ...ALL)).toEqual([]);
  });

  it('is not parsed where nothing of it is looked for', () => {
    const broken = { ...anItemOf('pods'), bytes: Buffer.from('{') };

    expect(needs(broken, 'persistentvolumes')).toEqual([]);
  });
});

describe('a claim', () => {
  it('needs the volume it names and the running Pods that mount it', () => {
    const claim = anItemOf('persistentvolumeclaims', { spec: { volumeName: 'pv-1' } }, 'data');

    expect(needs(claim, ...ALL)).toEqual(['persistentvolumes/pv-1', 'pods with shop/data']);
  });

  it('needs the others of its volume group, where it is in one', () => {
    const claim = (labels: object) => anItemOf('persistentvolumeclaims', { metadata: { labels } }, 'data');

    expect(needs(claim({ 'example.com/group': 'db' }), 'persistentvolumeclaims')).toEqual([
      'claims of shop with example.com/group=db',
    ]);
    expect(needs(claim({ 'example.com/group': '' }), 'persistentvolumeclaims')).toEqual([]);
    expect(needs(claim({ 'velero.io/volume-group': 'db' }), 'persistentvolumeclaims')).toEqual([]);
    expect(needs(claim({ 'example.com/group': 'db' }), 'persistentvolumes')).toEqual([]);
  });

  it('needs no volume before it names one', () => {
    expect(needs(anItemOf('persistentvolumeclaims', { spec: {} }, 'data'), 'persistentvolumes')).toEqual([]);
  });
});

describe('a volume', () => {
  it('needs the claim it is bound to', () => {
    const spec = { claimRef: { namespace: 'shop', name: 'data' } };
    const volume = anItemOf('persistentvolumes', { spec }, 'pv-1', undefined);

    expect(needs(volume, ...ALL)).toEqual(['persistentvolumeclaims/shop/data']);
    expect(needs(anItemOf('persistentvolumes', {}, 'pv-2', undefined), ...ALL)).toEqual([]);
  });
});

describe('a ServiceAccount', () => {
  it.each([['clusterrolebindings.rbac.authorization.k8s.io'], ['clusterroles.rbac.authorization.k8s.io']])(
    'needs its bindings where %s are looked for',
    (type) => {
      expect(needs(anItemOf('serviceaccounts', {}, 'builder'), type)).toEqual(['bindings of shop/builder']);
    },
  );

  it('needs nothing where neither is', () => {
    expect(needs(anItemOf('serviceaccounts'), 'persistentvolumes')).toEqual([]);
  });
});

describe('an object of any other type', () => {
  it('needs the definition of its type where it is a custom one', () => {
    expect(needs(anItemOf('widgets.example.com'), ...ALL)).toEqual([
      'customresourcedefinitions.apiextensions.k8s.io/widgets.example.com',
    ]);
  });

  it.each(['deployments.apps', 'configmaps', 'networkpolicies.networking.k8s.io'])(
    'needs nothing as one of %s',
    (type) => {
      expect(needs(anItemOf(type), ...ALL)).toEqual([]);
    },
  );
});

describe('runsWithClaim', () => {
  it.each([
    ['a running Pod that mounts it', POD, ['data'], true],
    ['a running Pod that mounts others', POD, ['cache'], false],
    ['a Pod that ended', { ...POD, status: { phase: 'Succeeded' } }, ['data'], false],
  ])('tells %s', (_, pod, claims, expected) => {
    expect(runsWithClaim(anItemOf('pods', pod), new Set(claims))).toBe(expected);
  });
});

describe('roleForAccounts', () => {
  const binding = (subject: object) =>
    anItemOf('clusterrolebindings.rbac.authorization.k8s.io', {
      subjects: [{ kind: 'User', name: 'somebody' }, subject],
      roleRef: { kind: 'ClusterRole', name: 'MyApp:Admin' },
    });

  it('is the role of a binding that names one of the accounts', () => {
    const item = binding({ kind: 'ServiceAccount', namespace: 'shop', name: 'builder' });

    expect(roleForAccounts(item, new Set(['shop/builder']))).toMatchObject({
      resource: 'clusterroles',
      name: 'MyApp:Admin',
    });
  });

  it.each([
    { kind: 'ServiceAccount', namespace: 'bank', name: 'builder' },
    { kind: 'User', namespace: 'shop', name: 'builder' },
    { kind: 'Group', name: 'system:serviceaccounts:shop' },
  ])('is none for %o', (subject) => {
    expect(roleForAccounts(binding(subject), new Set(['shop/builder']))).toBeUndefined();
  });
});
