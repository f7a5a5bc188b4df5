import { describe, expect, it } from 'vitest';
import { ownersOf, referenceTo, withMissingReferences } from '../../../../../src/domain/restore/ties/owners.ts';

const DEPLOYMENT = { apiVersion: 'apps/v1beta1', kind: 'Deployment', name: 'web', uid: 'old', controller: true };
const NODE = { apiVersion: 'v1', kind: 'Node', name: 'worker-1', uid: 'old' };

describe('ownersOf', () => {
  it('reads who owns an object, of the core group too', () => {
    const owners = ownersOf({ metadata: { ownerReferences: [DEPLOYMENT, NODE, { kind: 'Nameless' }, 'text'] } });

    expect(owners.map(({ group, version, kind, name }) => [group, version, kind, name])).toEqual([
      ['apps', 'v1beta1', 'Deployment', 'web'],
      ['', 'v1', 'Node', 'worker-1'],
    ]);
  });
});

describe('referenceTo', () => {
  it('names the owner of today in a version of today, and keeps the rest', () => {
    const [owner] = ownersOf({ metadata: { ownerReferences: [DEPLOYMENT] } });

    expect(referenceTo(owner!, 'new', 'v1')).toEqual({ ...DEPLOYMENT, apiVersion: 'apps/v1', uid: 'new' });
  });
});

describe('withMissingReferences', () => {
  const [a, b] = [
    { uid: 'a', controller: true },
    { uid: 'b', controller: false },
  ];

  it('adds each owner once', () => {
    expect(withMissingReferences([a], [a, b])).toEqual([a, b]);
    expect(withMissingReferences([a, b], [b])).toBeUndefined();
  });

  it('leaves an object its controller where it has found another one', () => {
    expect(withMissingReferences([a], [{ uid: 'c', controller: true }])).toBeUndefined();
  });
});
