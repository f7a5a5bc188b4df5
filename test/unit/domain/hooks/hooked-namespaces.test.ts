import { expect, it } from 'vitest';
import { hookedNamespaces } from '../../../../src/domain/hooks/hooked-namespaces.ts';

const rule = (includedNamespaces: readonly string[], excludedNamespaces: readonly string[] = []) => ({
  name: 'freeze',
  pods: {
    includedNamespaces,
    excludedNamespaces,
    includedResources: [],
    excludedResources: [],
    labelSelector: undefined,
  },
  pre: [],
  post: [],
});

const SELECTED = ['shop', 'bank', 'blog'];

it.each([
  ['a rule names', [rule(['shop', 'elsewhere'])], false, ['shop']],
  ['the policy names, and a rule takes in', [rule([], ['bank'])], true, ['shop', 'blog']],
  ['the policy names, and a pattern of a rule takes in', [rule(['b*'])], true, ['bank', 'blog']],
  ['nobody names', [rule([]), rule(['*']), rule(['b*'])], false, []],
  ['no rule is for', [], true, []],
])('hooks are expected in namespaces that %s', (_, rules, areNamed, expected) => {
  expect(hookedNamespaces(rules, SELECTED, areNamed)).toEqual(expected);
});
