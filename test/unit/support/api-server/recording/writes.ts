import { CONFIG_MAPS, configMap, JSON_PATCH, MERGE_PATCH, metaOf, type Step, type StepBody } from './step.ts';

const create = (name: string, body: StepBody, query = ''): Step => {
  return { name, method: 'POST', path: `${CONFIG_MAPS}${query}`, body };
};
const put = (name: string, body: StepBody, target = 'a'): Step => {
  return { name, method: 'PUT', path: `${CONFIG_MAPS}/${target}`, body };
};
const merge = (name: string, target: string, body: StepBody, query = ''): Step => {
  return { name, method: 'PATCH', path: `${CONFIG_MAPS}/${target}${query}`, body, contentType: MERGE_PATCH };
};
const json = (name: string, body: StepBody): Step => {
  return { name, method: 'PATCH', path: `${CONFIG_MAPS}/a`, body, contentType: JSON_PATCH };
};
const remove = (name: string, target: string, body?: StepBody): Step => {
  return { name, method: 'DELETE', path: `${CONFIG_MAPS}/${target}`, ...(body === undefined ? {} : { body }) };
};
const get = (name: string, target: string): Step => ({ name, method: 'GET', path: `${CONFIG_MAPS}/${target}` });

/** Creating, changing and deleting ConfigMaps, and every refusal on the way. */
export const WRITES: readonly Step[] = [
  create('creates', configMap('a', { data: { b: '1', k: '<&>\u2028é' } }, { labels: { z: '1', a: '2' } })),
  create('refuses a second of the same name', configMap('a')),
  create('creates without type', { metadata: { name: 'untyped' } }),
  create('refuses another kind', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b' } }),
  create('refuses another version', { apiVersion: 'apps/v1', kind: 'ConfigMap', metadata: { name: 'b' } }),
  { ...create('refuses half a document', {}), text: '{"a":' },
  { ...create('refuses nothing', {}), text: '' },
  { ...create('refuses another media type', configMap('b')), contentType: 'text/plain' },
  create('refuses no name', configMap('', {}, { name: null })),
  create('refuses a bad name', configMap('A_b')),
  create('refuses another namespace', configMap('b', {}, { namespace: 'default' })),
  create('refuses a resourceVersion', configMap('b', {}, { resourceVersion: '5' })),
  create('sets identity itself', configMap('own', {}, { uid: '5', creationTimestamp: '2020-01-01T00:00:00Z' })),
  create('refuses a long label', configMap('c', {}, { labels: { a: 'x'.repeat(64) } })),
  create('refuses bad labels', configMap('c', {}, { labels: { 'a b': 'x y' } })),
  create('refuses a bad annotation', configMap('c', {}, { annotations: { 'a b': 'x' } })),
  create('refuses large annotations', configMap('c', {}, { annotations: { a: 'x'.repeat(262_144) } })),
  create('refuses large data', configMap('c', { data: { a: 'x'.repeat(1_048_577) } })),
  create('refuses a bad key', configMap('c', { data: { 'a b': 'x' } })),
  create('refuses a large body', configMap('c', { data: { a: 'x'.repeat(3_145_729) } })),
  create('tries without storing', configMap('dry'), '?dryRun=All'),
  create('refuses another dry run', configMap('dry'), '?dryRun=Some'),
  get('has not stored the trial', 'dry'),
  put('replaces', configMap('a', { data: { k: '2' } })),
  put('refuses a stale version', (seen) =>
    configMap('a', {}, { resourceVersion: metaOf(seen, 'creates', 'resourceVersion') }),
  ),
  put('replaces by the same', configMap('a', { data: { k: '2' } })),
  put('refuses to rename', configMap('b')),
  put('refuses another uid', configMap('a', {}, { uid: '1-2' })),
  put('refuses to update a malformed version', configMap('a', {}, { resourceVersion: 'x' })),
  put('refuses what is absent', configMap('absent'), 'absent'),
  merge('merges', 'a', { data: { k: null, n: '1' } }),
  merge('merges nothing', 'a', {}),
  merge('merges under a stale version', 'a', { metadata: { resourceVersion: '1' }, data: { n: '2' } }),
  merge('merges into nothing', 'absent', {}),
  merge('merges another name', 'a', { metadata: { name: 'z' } }),
  merge('merges without storing', 'a', { data: { n: 'dry' } }, '?dryRun=All'),
  { ...merge('refuses a list as patch', 'a', {}), text: '[1]' },
  { ...merge('refuses half a patch', 'a', {}), text: '{' },
  { ...merge('refuses another patch', 'a', {}), contentType: 'application/json' },
  json('patches', [
    { op: 'add', path: '/metadata/annotations', value: { 'x/y': '1' } },
    { op: 'replace', path: '/metadata/annotations/x~1y', value: '2' },
    { op: 'replace', path: '/data/n', value: '5' },
  ]),
  json('patches after a failed test', [{ op: 'test', path: '/data/n', value: '6' }]),
  json('patches what is missing', [{ op: 'remove', path: '/data/zz' }]),
  json('refuses a patch that is no list', { a: 1 }),
  get('gets', 'a'),
  { name: 'refuses POST to an object', method: 'POST', path: `${CONFIG_MAPS}/a`, body: configMap('a') },
  { name: 'refuses PUT to a collection', method: 'PUT', path: CONFIG_MAPS, body: configMap('a') },
  { name: 'refuses POST to all namespaces', method: 'POST', path: '/api/v1/configmaps', body: configMap('a') },
  remove('deletes what is absent', 'absent'),
  remove('deletes another uid', 'a', { preconditions: { uid: 'nope' } }),
  remove('deletes another version', 'a', { preconditions: { resourceVersion: '1' } }),
  remove('deletes without storing', 'a?dryRun=All'),
  remove('deletes', 'a'),
  get('gets what is deleted', 'a'),
  create('creates held', configMap('held', { data: { k: 'v' } }, { finalizers: ['x.example/hold'] })),
  remove('marks what is held', 'held'),
  remove('marks it once', 'held'),
  merge('refuses more finalizers', 'held', { metadata: { finalizers: ['x.example/hold', 'y.example/z'] } }),
  create('refuses a name still held', configMap('held')),
  merge('lets go', 'held', { metadata: { finalizers: null } }),
  get('gets what was let go', 'held'),
  create('creates immutable', configMap('fixed', { immutable: true, data: { k: 'v' } })),
  put('refuses other data', configMap('fixed', { immutable: true, data: { k: 'w' } }), 'fixed'),
  put('refuses to thaw', configMap('fixed', { data: { k: 'w' } }), 'fixed'),
  merge('labels what is immutable', 'fixed', { metadata: { labels: { a: 'b' } } }),
];
