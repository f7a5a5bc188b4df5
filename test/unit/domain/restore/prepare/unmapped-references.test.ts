import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../../../../src/domain/json/exact-json.ts';
import { unmappedReferences } from '../../../../../src/domain/restore/prepare/unmapped-references.ts';

const mapping = new Map([['shop', 'shop-copy']]);

it.each([
  [
    'a webhook',
    '{ webhooks: [{ clientConfig: { service: { name: x, namespace: shop } } }] }',
    ['webhooks[0].clientConfig.service.namespace'],
  ],
  [
    'a selector of namespaces',
    '{ spec: { matchLabels: { kubernetes.io/metadata.name: shop } } }',
    ['spec.matchLabels["kubernetes.io/metadata.name"]'],
  ],
  [
    'an expression over namespaces',
    '{ spec: [{ key: kubernetes.io/metadata.name, operator: In, values: [shop, else] }] }',
    ['spec[0].values[0]'],
  ],
  [
    'a list of namespaces',
    '{ spec: { namespaceSelector: { matchNames: [else, shop] } } }',
    ['spec.namespaceSelector.matchNames[1]'],
  ],
  [
    'the host of a Service',
    '{ data: { app.conf: "db=postgres://db.shop.svc.cluster.local:5432/orders" } }',
    ['data["app.conf"]'],
  ],
  [
    'a ServiceAccount as user',
    '{ kind: RoleBinding, subjects: [{ kind: User, name: "system:serviceaccount:shop:x" }] }',
    ['subjects[0].name'],
  ],
  [
    'all ServiceAccounts as group',
    '{ kind: RoleBinding, subjects: [{ kind: Group, name: "system:serviceaccounts:shop" }] }',
    ['subjects[0].name'],
  ],
])('%s that still leads to the original is found', (_, yaml, paths) => {
  expect(unmappedReferences(parse(yaml) as JsonObject, mapping)).toEqual(paths);
});

it.each([
  ['what is moved itself', '{ metadata: { namespace: shop }, status: { namespace: shop } }'],
  [
    'subjects of bindings',
    '{ kind: ClusterRoleBinding, subjects: [{ kind: ServiceAccount, name: x, namespace: shop }] }',
  ],
  ['claims of volumes', '{ kind: PersistentVolume, spec: { claimRef: { name: x, namespace: shop } } }'],
  ['Secrets', '{ kind: Secret, stringData: { namespace: shop } }'],
  ['other namespaces', '{ spec: { namespace: shopping, host: db.shopping.svc, other: my.shop.svc-like } }'],
  ['the word elsewhere', '{ spec: { app: shop, url: "https://shop.example.com/shop" } }'],
])('%s are not reported', (_, yaml) => {
  expect(unmappedReferences(parse(yaml) as JsonObject, mapping)).toEqual([]);
});

it('looks at nothing where nothing is mapped', () => {
  expect(unmappedReferences({ spec: { namespace: 'shop' } }, new Map())).toEqual([]);
});
