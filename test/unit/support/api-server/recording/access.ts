import { CONFIG_MAPS, configMap, HOME, MERGE_PATCH, type Step } from './step.ts';

const SECRETS = `/api/v1/namespaces/${HOME}/secrets`;
const DEPLOYMENTS = `/apis/apps/v1/namespaces/${HOME}/deployments`;
const REVIEWS = '/apis/authorization.k8s.io/v1';

const asReader = (name: string, method: string, path: string, rest: Partial<Step> = {}): Step => {
  return { name, method, path, as: 'reader', ...rest };
};
const mayReader = (name: string, resourceAttributes: Record<string, string>): Step => {
  return asReader(name, 'POST', `${REVIEWS}/selfsubjectaccessreviews`, { body: { spec: { resourceAttributes } } });
};

/** Who may do what, and how a refusal reads. The reader's rights are in `replay.ts`. */
export const ACCESS: readonly Step[] = [
  { name: 'refuses a wrong token', method: 'GET', path: '/version', as: 'stranger' },
  { name: 'refuses nobody', method: 'GET', path: '/api/v1/pods', as: 'nobody' },
  { name: 'refuses nobody a path', method: 'GET', path: '/apis', as: 'nobody' },
  { name: 'is healthy', method: 'GET', path: '/healthz', as: 'nobody' },
  { name: 'is ready', method: 'GET', path: '/readyz' },
  { name: 'knows no such page', method: 'GET', path: '/nope' },
  { name: 'knows no such resource', method: 'GET', path: '/api/v1/foos' },
  { name: 'knows no such version', method: 'GET', path: '/apis/apps/v2/deployments' },
  { name: 'knows no such group', method: 'GET', path: '/apis/nope.example/v1/foos' },
  { name: 'knows no such subresource', method: 'GET', path: `${CONFIG_MAPS}/a/status` },
  { name: 'knows no nodes in a namespace', method: 'GET', path: `/api/v1/namespaces/${HOME}/nodes` },
  { name: 'refuses to delete all namespaces', method: 'DELETE', path: '/api/v1/namespaces' },
  asReader('lists in its namespace', 'GET', `${CONFIG_MAPS}?labelSelector=nothing`),
  asReader('refuses a list', 'GET', SECRETS),
  asReader('refuses a list of all', 'GET', '/api/v1/configmaps'),
  asReader('refuses one object', 'GET', `${SECRETS}/a`),
  asReader('refuses another name', 'GET', `${DEPLOYMENTS}/other`),
  asReader('gets the right name', 'GET', `${DEPLOYMENTS}/web`),
  asReader('refuses a subresource', 'PATCH', `${DEPLOYMENTS}/web/status`, { body: {}, contentType: MERGE_PATCH }),
  asReader('refuses all namespaces', 'GET', '/api/v1/namespaces'),
  asReader('lists one namespace', 'GET', `/api/v1/namespaces?fieldSelector=metadata.name%3D${HOME}`),
  asReader('refuses another namespace by name', 'GET', '/api/v1/namespaces?fieldSelector=metadata.name%3Ddefault'),
  asReader('refuses its own namespace', 'GET', `/api/v1/namespaces/${HOME}`),
  asReader('refuses to create', 'POST', CONFIG_MAPS, { body: configMap('q') }),
  asReader('refuses to create in a group', 'POST', DEPLOYMENTS, { body: { metadata: { name: 'q' } } }),
  asReader('refuses to delete a collection', 'DELETE', CONFIG_MAPS),
  asReader('refuses an unknown group', 'GET', '/apis/nope.example/v1/foos'),
  asReader('refuses a page', 'GET', '/nope'),
  mayReader('is told no', { namespace: HOME, verb: 'list', resource: 'secrets' }),
  mayReader('is told yes', { namespace: HOME, verb: 'list', resource: 'configmaps' }),
  asReader('is told its rules', 'POST', `${REVIEWS}/selfsubjectrulesreviews`, { body: { spec: { namespace: HOME } } }),
  {
    name: 'tells the administrator all',
    method: 'POST',
    path: `${REVIEWS}/selfsubjectrulesreviews`,
    body: { spec: { namespace: HOME } },
  },
  {
    name: 'refuses rules of no namespace',
    method: 'POST',
    path: `${REVIEWS}/selfsubjectrulesreviews`,
    body: { spec: {} },
  },
  {
    name: 'refuses an empty question',
    method: 'POST',
    path: `${REVIEWS}/selfsubjectaccessreviews`,
    body: { spec: {} },
  },
];
