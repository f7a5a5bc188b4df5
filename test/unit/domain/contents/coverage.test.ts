import { describe, expect, it } from 'vitest';
import { wouldHold } from '../../../../src/domain/contents/coverage.ts';
import { refOf } from '../../../support/restore-builders.ts';

const ITEMS = ['configmaps/shop/settings', 'clusterroles.rbac.authorization.k8s.io/admin'].map(refOf);

function held(spec: object, text: string) {
  return wouldHold({ document: { spec } }, ITEMS)(refOf(text));
}

describe('what a backup would hold', () => {
  it.each([
    ['another object of a namespace', { includedNamespaces: ['shop'] }, 'configmaps/shop/new', true],
    ['an object of a namespace of which it holds nothing', {}, 'configmaps/blog/new', false],
    ['a cluster-scoped object, of a backup of everything', {}, 'nodes/worker', true],
    ['a cluster-scoped object, of a backup of all namespaces', { includedNamespaces: ['*'] }, 'nodes/worker', true],
    ['a cluster-scoped object, of a backup of one', { includedNamespaces: ['shop'] }, 'nodes/worker', false],
    ['what some label selects', { labelSelector: { matchLabels: { a: 'b' } } }, 'configmaps/shop/new', false],
    ['what one of several labels selects', { orLabelSelectors: [{}] }, 'configmaps/shop/new', false],
  ])('%s: as its spec %j says', (_, spec, text, isHeld) => {
    expect(held(spec, text)).toBe(isHeld);
  });
});
