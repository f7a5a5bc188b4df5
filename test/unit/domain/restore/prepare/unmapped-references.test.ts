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
  ['the short host of a Service', '{ data: { a: "http://user:pw@web.shop:8080/x" } }', ['data.a']],
  [
    'the host in a variable, and a variable called after a namespace',
    '{ spec: { env: [{ name: URL, value: "http://web.shop.svc" }, { name: POD_NAMESPACE, value: shop }] } }',
    ['spec.env[0].value', 'spec.env[1].value'],
  ],
  ['an argument', '{ spec: { args: ["--namespace=shop", "--watch-namespaces=else"] } }', ['spec.args[0]']],
  ['a setting in a text', '{ data: { conf: "a: 1\nnamespace: shop\n" } }', ['data.conf']],
  [
    'an annotation, of which what kubectl was given is none',
    '{ metadata: { annotations: { cert-manager.io/inject-ca-from: shop/cert, kubectl.kubernetes.io/last-applied-configuration: "namespace: shop" } } }',
    ['metadata.annotations["cert-manager.io/inject-ca-from"]'],
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
  [
    'Services of webhooks',
    '{ kind: ValidatingWebhookConfiguration, webhooks: [{ clientConfig: { service: { name: x, namespace: shop } } }] }',
  ],
  ['Services of aggregated APIs', '{ kind: APIService, spec: { service: { name: x, namespace: shop } } }'],
  [
    'Services of conversions',
    '{ kind: CustomResourceDefinition, spec: { conversion: { webhook: { clientConfig: { service: { namespace: shop } } } } } }',
  ],
  ['Secrets', '{ kind: Secret, stringData: { namespace: shop } }'],
  ['other namespaces', '{ spec: { namespace: shopping, host: db.shopping.svc, other: my.shop.svc-like } }'],
  ['the word elsewhere', '{ spec: { app: shop, url: "https://shop.example.com/shop" } }'],
])('%s are not reported', (_, yaml) => {
  expect(unmappedReferences(parse(yaml) as JsonObject, mapping)).toEqual([]);
});

it('looks at nothing where nothing is mapped', () => {
  expect(unmappedReferences({ spec: { namespace: 'shop' } }, new Map())).toEqual([]);
});
