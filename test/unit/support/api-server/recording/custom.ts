import { HOME, MERGE_PATCH, metaOf, type Step, type StepBody } from './step.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const GROUP = 'replay.example.com';
const ORDERS = `/apis/${GROUP}/v1/namespaces/${HOME}/orders`;
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

const openSchema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
const definition = (name: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name },
  spec: {
    group: GROUP,
    names: { plural: 'orders', singular: 'order', shortNames: ['ord'], kind: 'Order', listKind: 'OrderList' },
    scope: 'Namespaced',
    versions: [
      { name: 'v1beta1', served: true, storage: false, schema: openSchema },
      { name: 'v1', served: true, storage: true, schema: openSchema, subresources: { status: {} } },
    ],
    conversion: { strategy: 'None' },
  },
});

const order = (name: string, version = 'v1') =>
  `{"kind":"Order","apiVersion":"${GROUP}/${version}","metadata":{"name":"${name}"}`;
const post = (name: string, text: string, path = ORDERS): Step => ({ name, method: 'POST', path, text });
const merge = (name: string, path: string, body: StepBody): Step => {
  return { name, method: 'PATCH', path: `${ORDERS}/${path}`, body, contentType: MERGE_PATCH };
};
const get = (name: string, path: string, rest: Partial<Step> = {}): Step => ({ name, method: 'GET', path, ...rest });

/** Definitions and custom resources: discovery, two versions, exact numbers, the order of keys, the end. */
export const CUSTOM: readonly Step[] = [
  { name: 'refuses a definition with another name', method: 'POST', path: DEFINITIONS, body: definition('x.y') },
  { name: 'defines', method: 'POST', path: DEFINITIONS, body: definition(`orders.${GROUP}`) },
  { name: 'refuses a second definition', method: 'POST', path: DEFINITIONS, body: definition(`orders.${GROUP}`) },
  get('serves the type', ORDERS, { until: 200 }),
  get('shows it established', `${DEFINITIONS}/orders.${GROUP}`),
  get('shows the group', `/apis/${GROUP}`, { until: 200 }),
  get('shows the resources', `/apis/${GROUP}/v1`),
  get('shows the resources of the older version', `/apis/${GROUP}/v1beta1`),
  get('shows the group among all', '/apis', { accept: AGGREGATED }),
  post(
    'keeps numbers',
    `${order('o1')},"zzz":1,"spec":{"z":9223372036854775807,"a":1.0,"big":1e21,"m":-0.0,"f":0.1,"h":"<&>","over":92233720368547758070,"small":1e-7,"nul":null,"l":[1,null],"10":1,"9":2},"status":{"x":1},"alpha":true}`,
  ),
  post('refuses the other version', `${order('o2', 'v1beta1')}}`),
  post(
    'creates in the older version',
    `${order('o2', 'v1beta1')},"status":{"a":1}}`,
    ORDERS.replace('/v1/', '/v1beta1/'),
  ),
  post('refuses no kind', '{"metadata":{"name":"o2"}}'),
  post('refuses another kind of the group', `{"kind":"Foo","apiVersion":"${GROUP}/v1","metadata":{"name":"o3"}}`),
  post('refuses a bad name of a custom resource', `${order('O_3')}}`),
  get('lists a page', `${ORDERS}?limit=1`),
  get('lists the rest', ORDERS),
  get('shows the older version', `${ORDERS.replace('/v1/', '/v1beta1/')}/o1`),
  merge('patches the status alone', 'o1/status', { status: { y: 2 }, spec: { q: 1 } }),
  merge('patches all but the status', 'o1', { status: { y: 3 }, spec: { z: null } }),
  merge('patches with a 64-bit number', 'o1', { spec: { z: 9_007_199_254_740_993n } }),
  { ...merge('refuses a strategic patch', 'o1', {}), contentType: 'application/strategic-merge-patch+json' },
  { name: 'refuses an update without version', method: 'PUT', path: `${ORDERS}/o1`, text: `${order('o1')}}` },
  {
    name: 'updates',
    method: 'PUT',
    path: `${ORDERS}/o1`,
    body: (seen) => ({
      kind: 'Order',
      apiVersion: `${GROUP}/v1`,
      metadata: { name: 'o1', resourceVersion: metaOf(seen, 'patches with a 64-bit number', 'resourceVersion') },
      spec: { a: 1 },
    }),
  },
  { name: 'updates what is absent', method: 'PUT', path: `${ORDERS}/o9`, text: `${order('o9')}}` },
  get('shows the metadata of a custom resource', `${ORDERS}/o1`, {
    accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
  }),
  get('refuses a field of a custom resource', `${ORDERS}?fieldSelector=spec.a%3D1`),
  get('finds no other resource in the group', `/apis/${GROUP}/v1/namespaces/${HOME}/others`),
  get('finds no other version of the group', `/apis/${GROUP}/v9/orders`),
  { name: 'deletes a custom resource', method: 'DELETE', path: `${ORDERS}/o2` },
  get('gets what is gone', `${ORDERS}/o2`),
  { name: 'deletes the definition', method: 'DELETE', path: `${DEFINITIONS}/orders.${GROUP}`, isSetUp: true },
  get('has no definition', `${DEFINITIONS}/orders.${GROUP}`, { until: 404 }),
  get('serves the type no more', ORDERS, { until: 404 }),
  get('shows the version no more', `/apis/${GROUP}/v1`, { until: 404 }),
];
