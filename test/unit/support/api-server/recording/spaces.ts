import type { JsonObject } from '../../../../support/api-server/objects/json.ts';
import { configMap, MERGE_PATCH, type Step } from './step.ts';

const NAMESPACES = '/api/v1/namespaces';
const DOOMED = `${NAMESPACES}/replay-doomed`;
const GUARDED = `${NAMESPACES}/replay-guarded`;

const create = (name: string, metadata: JsonObject): Step => {
  return {
    name,
    method: 'POST',
    path: NAMESPACES,
    body: { apiVersion: 'v1', kind: 'Namespace', metadata },
  };
};
const release = (name: string, path: string): Step => {
  return { name, method: 'PATCH', path, body: { metadata: { finalizers: null } }, contentType: MERGE_PATCH };
};

/** Namespaces: what comes with them, and how they end. */
export const SPACES: readonly Step[] = [
  create('creates a namespace', { name: 'replay-doomed' }),
  create('refuses a second namespace of the name', { name: 'replay-doomed' }),
  create('refuses a name that is no label', { name: 'A.b' }),
  { name: 'finds the default ServiceAccount', method: 'GET', path: `${DOOMED}/serviceaccounts/default`, until: 200 },
  { name: 'finds the root certificate', method: 'GET', path: `${DOOMED}/configmaps/kube-root-ca.crt`, until: 200 },
  {
    name: 'creates content that is held',
    method: 'POST',
    path: `${DOOMED}/configmaps`,
    body: configMap('held', {}, { finalizers: ['x.example/hold'] }),
  },
  { name: 'creates content', method: 'POST', path: `${DOOMED}/configmaps`, body: configMap('free', {}) },
  {
    name: 'refuses content in no namespace',
    method: 'POST',
    path: `${NAMESPACES}/nowhere/configmaps`,
    body: configMap('x'),
  },
  { name: 'deletes a namespace', method: 'DELETE', path: DOOMED },
  { name: 'refuses content while it ends', method: 'POST', path: `${DOOMED}/configmaps`, body: configMap('new') },
  create('refuses the name while it ends', { name: 'replay-doomed' }),
  { name: 'loses content', method: 'GET', path: `${DOOMED}/configmaps/free`, until: 404 },
  { name: 'keeps content that is held', method: 'GET', path: `${DOOMED}/configmaps/held` },
  release('releases the content', `${DOOMED}/configmaps/held`),
  { name: 'is gone', method: 'GET', path: DOOMED, until: 404 },
  create('creates a namespace with a finalizer', { name: 'replay-guarded', finalizers: ['x.example/guard'] }),
  { name: 'deletes it', method: 'DELETE', path: GUARDED },
  { name: 'loses its ServiceAccount', method: 'GET', path: `${GUARDED}/serviceaccounts/default`, until: 404 },
  {
    name: 'refuses content while it is guarded',
    method: 'POST',
    path: `${GUARDED}/configmaps`,
    body: configMap('new'),
  },
  { ...release('releases the namespace', GUARDED), isSetUp: true },
  { name: 'is gone too', method: 'GET', path: GUARDED, until: 404 },
  ...['kube-system', 'default', 'kube-public'].map((name) => {
    return { name: `refuses to delete ${name}`, method: 'DELETE', path: `${NAMESPACES}/${name}` };
  }),
];
