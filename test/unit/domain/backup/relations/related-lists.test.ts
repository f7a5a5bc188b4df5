import { describe, expect, it } from 'vitest';
import { relatedLists, type Wanted } from '../../../../../src/domain/backup/relations/related-lists.ts';
import { formatGroupResource } from '../../../../../src/domain/resource.ts';
import { anItemRef, aResourceType } from '../../../../support/builders.ts';

const VOLUMES = aResourceType({ resource: 'persistentvolumes', namespaced: false });
const PODS = aResourceType({ resource: 'pods' });
const CLAIMS = aResourceType({ resource: 'persistentvolumeclaims' });
const BINDINGS = aResourceType({
  group: 'rbac.authorization.k8s.io',
  resource: 'clusterrolebindings',
  namespaced: false,
});

const volume = (name: string) => anItemRef({ resource: 'persistentvolumes', namespace: undefined, name });

function lists(wanted: Partial<Wanted>) {
  const places = {
    types: new Map([VOLUMES, PODS, CLAIMS].map((type) => [formatGroupResource(type), type])),
    bindings: BINDINGS,
    labelSelector: 'excluded!=true',
    groupLabel: 'group',
  };
  const all = { items: [], accounts: new Set<string>(), claims: new Map(), groups: new Map(), ...wanted };
  return relatedLists(all, places).map(({ step }) => {
    expect(step.labelSelectors).toEqual([expect.stringMatching(/(^|,)excluded!=true$/)]);
    const [own = ''] = /^group=\w+/.exec(step.labelSelectors[0] ?? '') ?? [];
    return `${formatGroupResource(step.type)}@${step.namespace ?? '*'} ${step.fieldSelector}${own}`;
  });
}

describe('relatedLists', () => {
  it('asks for a few objects one by one, by name', () => {
    expect(lists({ items: [volume('a'), volume('b')] })).toEqual([
      'persistentvolumes@* metadata.name=a',
      'persistentvolumes@* metadata.name=b',
    ]);
  });

  it('reads the whole list once for many objects', () => {
    const items = Array.from({ length: 21 }, (_, index) => volume(`pv-${index}`));

    expect(lists({ items })).toEqual(['persistentvolumes@* ']);
  });

  it('reads bindings once for all accounts, and Pods once a namespace', () => {
    const wanted = {
      accounts: new Set(['shop/a', 'bank/b']),
      claims: new Map([
        ['shop', new Set(['data', 'logs'])],
        ['bank', new Set(['ledger'])],
      ]),
    };

    expect(lists(wanted)).toEqual(['clusterrolebindings.rbac.authorization.k8s.io@* ', 'pods@shop ', 'pods@bank ']);
  });

  it('asks for the claims of a volume group by its label', () => {
    const groups = new Map([['shop', new Set(['group=db', 'group=web'])]]);

    expect(lists({ groups })).toEqual([
      'persistentvolumeclaims@shop group=db',
      'persistentvolumeclaims@shop group=web',
    ]);
  });

  it('asks for nothing of types that are not looked for', () => {
    expect(lists({ items: [anItemRef({ resource: 'secrets' })] })).toEqual([]);
  });
});
