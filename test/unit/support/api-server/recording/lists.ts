import { type AnswersSoFar, CONFIG_MAPS, configMap, metaOf, type Step } from './step.ts';

const list = (name: string, query: string | ((answers: AnswersSoFar) => string)): Step => ({
  name,
  method: 'GET',
  path: typeof query === 'string' ? `${CONFIG_MAPS}?${query}` : (answers) => `${CONFIG_MAPS}?${query(answers)}`,
});
const select = (name: string, selector: string): Step => {
  return list(name, `labelSelector=${encodeURIComponent(`list,${selector}`)}`);
};
const create = (name: string, labels: Record<string, string>): Step => ({
  name: `creates ${name}`,
  method: 'POST',
  path: CONFIG_MAPS,
  body: configMap(name, {}, { labels: { list: '', ...labels } }),
  isSetUp: true,
});

/** Pages, snapshots and selectors. */
export const LISTS: readonly Step[] = [
  ...['l1', 'l2', 'l3', 'l4', 'l5'].map((name, index) => create(name, { n: name, odd: `${(index + 1) % 2}` })),
  list('lists a first page', 'limit=2&labelSelector=list'),
  create('l4a', { odd: '1' }),
  { name: 'deletes l4', method: 'DELETE', path: `${CONFIG_MAPS}/l4`, isSetUp: true },
  list('lists the rest as it was', (seen) => {
    return `limit=500&labelSelector=list&continue=${metaOf(seen, 'lists a first page', 'continue')}`;
  }),
  list('lists what is', 'labelSelector=list'),
  list('counts what remains', 'limit=1'),
  list('lists at a version', (seen) => {
    const version = metaOf(seen, 'lists a first page', 'resourceVersion');
    return `labelSelector=list&resourceVersionMatch=Exact&resourceVersion=${version}`;
  }),
  list('lists without a limit', 'limit=0&labelSelector=n%3Dl1'),
  list('refuses a token it did not make', 'limit=2&continue=xxxx'),
  list('refuses a token with a version', (seen) => {
    return `limit=2&resourceVersion=5&continue=${metaOf(seen, 'lists a first page', 'continue')}`;
  }),
  list('refuses a match without version', 'resourceVersionMatch=Exact'),
  list('refuses a malformed version', 'resourceVersion=x'),
  list('refuses a malformed limit', 'limit=x'),
  select('selects by sets', 'odd in (1),n notin (l1),!zz,n!=l3'),
  select('selects by equality', 'odd=0'),
  select('selects by order', 'odd>0'),
  select('selects an empty value', 'list='),
  select('selects nothing', 'odd==7'),
  list('refuses a set without parentheses', 'labelSelector=a+in+b'),
  list('refuses three equals', 'labelSelector=a%3D%3D%3Db'),
  list('selects by name', 'fieldSelector=metadata.name%3Dl1'),
  {
    ...list('selects by namespace', ''),
    path: '/api/v1/configmaps?fieldSelector=metadata.namespace%3Dreplay,metadata.name%3Dl2',
  },
  list('refuses an unknown field', 'fieldSelector=data.k%3Dv'),
  list('refuses a malformed field selector', 'fieldSelector=foo'),
  { ...list('lists a namespace that is not there', ''), path: '/api/v1/namespaces/nowhere/configmaps' },
  { ...list('deletes a collection', ''), method: 'DELETE', path: `${CONFIG_MAPS}?labelSelector=odd%3D0` },
  list('lists what is left', 'labelSelector=list'),
];
