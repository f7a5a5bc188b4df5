import type { JsonObject } from '../../../../support/api-server/objects/json.ts';
import { CONFIG_MAPS, configMap, HOME, MERGE_PATCH, type Step } from './step.ts';

const SERVICES = `/api/v1/namespaces/${HOME}/services`;
const JOBS = `/apis/batch/v1/namespaces/${HOME}/jobs`;
const DEPLOYMENTS = `/apis/apps/v1/namespaces/${HOME}/deployments`;
const BINDINGS = `/apis/rbac.authorization.k8s.io/v1/namespaces/${HOME}/rolebindings`;
const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
const QUERY = '?fieldManager=lifeboat&fieldValidation=Warn';

const post = (name: string, path: string, body: JsonObject, rest: Partial<Step> = {}): Step => {
  return { name, method: 'POST', path: `${path}${QUERY}`, body, ...rest };
};
const merge = (name: string, path: string, body: JsonObject, rest: Partial<Step> = {}): Step => {
  return { name, method: 'PATCH', path: `${path}${QUERY}`, body, contentType: MERGE_PATCH, ...rest };
};
const service = (name: string, spec: JsonObject): JsonObject => {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec };
};
const NODE_PORT = { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] };
const job = (name: string, spec: JsonObject, labels: JsonObject = {}): JsonObject => {
  const containers = [{ name: 'main', image: 'example.com/none' }];
  const template = { metadata: { labels }, spec: { restartPolicy: 'Never', containers } };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { suspend: true, template, ...spec } };
};
const LABELS = { app: 'web', tier: 'front' };
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'restored' },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'main', image: 'example.com/none' }] } },
  },
};
const BINDING = {
  metadata: { name: 'restored' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'one' },
};
const UID = '0f0f0f0f-0000-4000-8000-000000000000';

/** What a restore asks for, and what stands in its way. */
export const RESTORING: readonly Step[] = [
  post('writes, and tells the metadata', CONFIG_MAPS, configMap('r', { data: { k: 'v' } }, { labels: LABELS }), {
    accept: METADATA,
  }),
  merge('patches, and tells the metadata', `${CONFIG_MAPS}/r`, { metadata: { labels: null } }, { accept: METADATA }),
  { name: 'gets the metadata', method: 'GET', path: `${CONFIG_MAPS}/r`, accept: METADATA },
  post('creates a headless Service', SERVICES, service('headless', { clusterIP: 'None', ports: [{ port: 80 }] })),
  post(
    'creates a Service that is a name',
    SERVICES,
    service('named', { type: 'ExternalName', externalName: 'x.example' }),
  ),
  post('creates a Service with a port of the nodes', SERVICES, service('open', NODE_PORT), { accept: METADATA }),
  post('refuses a port that is taken', SERVICES, service('second', NODE_PORT)),
  post(
    'refuses a port out of range',
    SERVICES,
    service('low', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }),
  ),
  merge('refuses another address', `${SERVICES}/open`, { spec: { clusterIP: '10.96.0.250' } }),
  post('refuses a selector of its own', JOBS, job('own', { selector: { matchLabels: { app: 'web' } } }, LABELS)),
  post('refuses labels of another Job', JOBS, job('other', {}, { 'controller-uid': UID, 'job-name': 'first' })),
  post(
    'refuses the selector of another Job',
    JOBS,
    job('third', {
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': UID } },
    }),
  ),
  post('creates a Deployment', DEPLOYMENTS, DEPLOYMENT, { isSetUp: true }),
  merge('refuses another selector', `${DEPLOYMENTS}/restored`, {
    spec: { selector: { matchLabels: { tier: 'front' } } },
  }),
  post('creates a binding', BINDINGS, BINDING, { isSetUp: true }),
  merge('refuses another role', `${BINDINGS}/restored`, { roleRef: { name: 'two' } }),
];
