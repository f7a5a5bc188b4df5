import { expect, it } from 'vitest';
import { parseExact } from '../../../../src/domain/json/exact-json.ts';
import { comparable, comparableLive } from '../../../../src/domain/restore/comparable.ts';
import type { PrepareFacts } from '../../../../src/domain/restore/prepare/facts.ts';
import { prepare } from '../../../../src/domain/restore/prepare/prepare.ts';
import { thePrepareFacts } from '../../../support/restore-builders.ts';

function isAlike(archived: string, live: string, facts: PrepareFacts): boolean {
  const prepared = prepare(parseExact(archived), facts);
  return 'object' in prepared && comparable(prepared.object) === comparableLive(parseExact(live), facts);
}

it('row 88: finds an untouched object equal, whatever the server counts on it', () => {
  const archived = '{"metadata":{"name":"a","namespace":"shop","uid":"1","resourceVersion":"7"},"data":{"x":"1"}}';
  const live =
    '{"data":{"x":"1"},"metadata":{"namespace":"shop","name":"a","uid":"2","generation":3,"labels":{"velero.io/restore-name":"earlier"},"managedFields":[{}]},"status":{}}';

  expect(isAlike(archived, live, thePrepareFacts('configmaps'))).toBe(true);
});

it.each([
  ['a value', '{"metadata":{"name":"a"},"data":{"x":"1"}}', '{"metadata":{"name":"a"},"data":{"x":"2"}}'],
  ['a label', '{"metadata":{"name":"a","labels":{"x":"1"}}}', '{"metadata":{"name":"a"}}'],
  ['a finalizer', '{"metadata":{"name":"a","finalizers":["x.io/y"]}}', '{"metadata":{"name":"a"}}'],
  [
    'what was applied',
    '{"metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"1"}}}',
    '{"metadata":{"name":"a"}}',
  ],
  [
    'a large number',
    '{"metadata":{"name":"a"},"n":9223372036854775807}',
    '{"metadata":{"name":"a"},"n":9223372036854775806}',
  ],
])('row 88: finds objects different that differ in %s', (_, archived, live) => {
  expect(isAlike(archived, live, thePrepareFacts('widgets.example.com'))).toBe(false);
});

it('finds a mapped Namespace equal to the one of the new name', () => {
  const archived = '{"kind":"Namespace","metadata":{"name":"shop","labels":{"kubernetes.io/metadata.name":"shop"}}}';
  const live =
    '{"kind":"Namespace","metadata":{"name":"copy","labels":{"kubernetes.io/metadata.name":"copy"}},"spec":{"finalizers":["kubernetes"]}}';

  expect(
    isAlike(archived, live, thePrepareFacts('namespaces', { target: undefined, mapping: new Map([['shop', 'copy']]) })),
  ).toBe(true);
});

it('lets a claim that had no volume, or gets a new one, have any', () => {
  const claim = (spec: string): string =>
    `{"metadata":{"name":"data","namespace":"shop"},"spec":{"storageClassName":"late"${spec}}}`;
  const bound = claim(',"volumeName":"pv-2"');

  expect(isAlike(claim(''), bound, thePrepareFacts('persistentvolumeclaims'))).toBe(true);
  expect(
    isAlike(claim(',"volumeName":"pv-1"'), bound, thePrepareFacts('persistentvolumeclaims', { volume: 'provision' })),
  ).toBe(true);
});

it('finds a claim different that is bound to another volume than the one it is to be bound to again', () => {
  const claim = (volume: string): string =>
    `{"metadata":{"name":"data","namespace":"shop"},"spec":{"volumeName":"${volume}"}}`;
  const facts = thePrepareFacts('persistentvolumeclaims', { volume: 'rebind' });

  expect(isAlike(claim('pv-1'), claim('pv-2'), facts)).toBe(false);
  expect(isAlike(claim('pv-1'), claim('pv-1'), facts)).toBe(true);
});

it('lets the cluster choose addresses and ports of a Service', () => {
  const service = (ip: string, port: number): string =>
    `{"metadata":{"name":"web","namespace":"shop"},"spec":{"clusterIP":"${ip}","ports":[{"port":80,"nodePort":${port}}]}}`;

  expect(isAlike(service('10.96.0.7', 30001), service('10.96.0.8', 30002), thePrepareFacts('services'))).toBe(true);
  expect(
    isAlike(
      service('10.96.0.7', 30001),
      service('10.96.0.8', 30002),
      thePrepareFacts('services', { preserveNodePorts: true }),
    ),
  ).toBe(false);
});
