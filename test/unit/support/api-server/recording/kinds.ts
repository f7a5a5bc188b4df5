import type { JsonObject } from '../../../../support/api-server/objects/json.ts';
import { HOME, MERGE_PATCH, metaOf, type Step, type StepBody } from './step.ts';

const IN_HOME = `/api/v1/namespaces/${HOME}`;
const LEASES = `/apis/coordination.k8s.io/v1/namespaces/${HOME}/leases`;
const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
const JOBS = `/apis/batch/v1/namespaces/${HOME}/jobs`;
const EVENTS = `/apis/events.k8s.io/v1/namespaces/${HOME}/events`;
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

const post = (name: string, path: string, body: StepBody): Step => ({ name, method: 'POST', path, body });
const get = (name: string, path: string, rest: Partial<Step> = {}): Step => ({ name, method: 'GET', path, ...rest });
const remove = (name: string, path: string): Step => ({ name, method: 'DELETE', path });
const merge = (name: string, path: string, body: StepBody): Step => {
  return { name, method: 'PATCH', path, body, contentType: MERGE_PATCH };
};
const lease = (name: string, spec: Record<string, string | number>, resourceVersion?: string) => {
  return { metadata: { name, ...(resourceVersion === undefined ? {} : { resourceVersion }) }, spec };
};
const HELD = { holderIdentity: 'a', leaseDurationSeconds: 60, renewTime: '2026-01-01T00:00:00.000000Z' };

const event = (name: string, fields: JsonObject = {}): JsonObject => ({
  metadata: { name },
  eventTime: '2026-01-01T00:00:00.000000Z',
  reportingController: 'x.example/y',
  reportingInstance: 'z',
  action: 'A',
  reason: 'R',
  regarding: { kind: 'Job', namespace: HOME, name: 'j' },
  note: 'n',
  type: 'Normal',
  deprecatedSource: {},
  ...fields,
});
const LONG = { action: 'a'.repeat(129), reason: 'r'.repeat(129), reportingInstance: 'i'.repeat(129) };

/** Discovery, and the kinds that a backup itself writes or that behave in a way of their own. */
export const KINDS: readonly Step[] = [
  get('discovers the core', '/api', { accept: AGGREGATED }),
  get('discovers the groups', '/apis', { accept: AGGREGATED }),
  get('discovers the groups the old way', '/apis'),
  get('discovers one group', '/apis/apps'),
  get('discovers the resources of the core', '/api/v1'),
  get('discovers the resources of a group', '/apis/batch/v1'),
  post('takes a lease', LEASES, lease('l', HELD)),
  post('refuses three digits of a second', LEASES, lease('m', { ...HELD, renewTime: '2026-01-01T00:00:00.000Z' })),
  post('refuses whole seconds', LEASES, lease('m', { ...HELD, renewTime: '2026-01-01T00:00:00Z' })),
  post('refuses a lease of no time', LEASES, lease('m', { holderIdentity: 'a', leaseDurationSeconds: 0 })),
  { name: 'refuses to renew without version', method: 'PUT', path: `${LEASES}/l`, body: lease('l', HELD) },
  {
    name: 'renews',
    method: 'PUT',
    path: `${LEASES}/l`,
    body: (seen) => lease('l', { holderIdentity: 'b' }, metaOf(seen, 'takes a lease', 'resourceVersion')),
  },
  {
    name: 'refuses to renew a lease that moved',
    method: 'PUT',
    path: `${LEASES}/l`,
    body: (seen) => lease('l', { holderIdentity: 'c' }, metaOf(seen, 'takes a lease', 'resourceVersion')),
  },
  { name: 'creates by update', method: 'PUT', path: `${LEASES}/n`, body: lease('n', { holderIdentity: 'b' }) },
  remove('releases the lease', `${LEASES}/l`),
  post('keeps a secret', `${IN_HOME}/secrets`, { metadata: { name: 's' }, immutable: true, stringData: { a: 'b' } }),
  post('refuses what is not base64', `${IN_HOME}/secrets`, { metadata: { name: 't' }, data: { a: '*' } }),
  merge('refuses another secret', `${IN_HOME}/secrets/s`, { data: { a: 'eA==' } }),
  merge('refuses another type of secret', `${IN_HOME}/secrets/s`, { type: 'x' }),
  post('takes any name for a role', ROLES, { metadata: { name: 'replay:a b' }, rules: null }),
  get('gets that role', `${ROLES}/replay:a%20b`),
  remove('deletes that role', `${ROLES}/replay:a%20b`),
  post('refuses a slash', ROLES, { metadata: { name: 'a/b' }, rules: null }),
  post('refuses two dots', ROLES, { metadata: { name: '..' }, rules: null }),
  post('refuses an event about elsewhere', `${IN_HOME}/events`, {
    metadata: { name: 'e' },
    involvedObject: { kind: 'Job', name: 'j', namespace: 'default' },
  }),
  post('notes an event', EVENTS, event('e')),
  post('refuses an event without anything', EVENTS, { metadata: { name: 'f' }, regarding: { namespace: HOME } }),
  post('refuses an event of another type', EVENTS, event('f', { type: 'Odd' })),
  post('refuses an event of nobody', EVENTS, event('f', { reportingController: 'a b' })),
  post('refuses an event that says too much', EVENTS, event('f', { ...LONG, note: 'x'.repeat(1025) })),
  post('refuses an event about nowhere', EVENTS, event('f', { regarding: { kind: 'Node', name: 'n' } })),
  post(
    'refuses old fields in a new event',
    EVENTS,
    event('f', { deprecatedCount: 1, deprecatedSource: { component: 'x' } }),
  ),
  get('shows the event the old way', `${IN_HOME}/events/e`),
  { ...remove('deletes a ServiceAccount', `${IN_HOME}/serviceaccounts/gone`) },
  post('creates a ServiceAccount', `${IN_HOME}/serviceaccounts`, { metadata: { name: 'gone' } }),
  remove('answers with the ServiceAccount', `${IN_HOME}/serviceaccounts/gone`),
  get('warns of endpoints', `${IN_HOME}/endpoints?labelSelector=nothing`),
  get('has no job', `${JOBS}/none/status`),
];
