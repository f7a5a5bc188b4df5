import { expect, it } from 'vitest';
import { overridesOf } from '../../../../../src/cli/commands/run/selection-options.ts';

const NOTHING = {
  includeNamespaces: [],
  excludeNamespaces: [],
  includeResources: [],
  excludeResources: [],
  includeClusterResources: undefined,
  selector: undefined,
  orSelector: undefined,
};

/** As a call that gives these lists. */
function listed(lists: Readonly<Record<string, readonly string[]>>) {
  const flags = Object.keys(lists).map((key) => [key, `--${key}`] as const);
  return overridesOf({ ...NOTHING, ...lists }, new Map(flags));
}

function overrides(selector: string) {
  return overridesOf({ ...NOTHING, selector }, new Map([['selector', '--selector']]));
}

it.each([['app=web,tier in (a,b),!old'], ['example.com/app=web'], [`app=${'x'.repeat(63)}`], ['app=']])(
  'takes the selector %s',
  (selector) => {
    expect(overrides(selector).labelSelector).toBeDefined();
  },
);

it.each([
  ['', 'is not a label selector'],
  ['a/b/c=x', '"a/b/c" is not a label key'],
  ['UPPER.example/app=x', 'has a prefix that is not a DNS name'],
  [`app=${'x'.repeat(64)}`, 'has 64 characters; at most 63'],
  ['tier in (good,-bad)', '"-bad" is not a label value'],
  [`!${'x'.repeat(64)}`, 'has a name of 64 characters'],
])('refuses the selector %s, as policies do', (selector, message) => {
  expect(() => overrides(selector)).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringMatching(/^--selector: /) }),
  );
  expect(() => overrides(selector)).toThrow(message);
});

it.each([
  [
    { includeNamespaces: ['*', 'shop'] },
    /^--includeNamespaces: namespace: includes list must either contain '\*' only/,
  ],
  [{ excludeNamespaces: ['*'] }, /^--excludeNamespaces: namespace: excludes list cannot contain '\*'/],
  [{ includeNamespaces: ['shop'], excludeNamespaces: ['bank', 'shop'] }, /^--excludeNamespaces: .*: shop$/],
  [{ includeNamespaces: ['Shop'] }, /^--includeNamespaces: "Shop" /],
  [{ includeResources: ['pods', '*'] }, /^--includeResources: resource: includes list must either/],
  [{ excludeResources: ['*'] }, /^--excludeResources: resource: excludes list cannot contain '\*'/],
])('refuses the lists %j, as policies do', (lists, message) => {
  const refusal = expect.objectContaining({ code: 'usage', message: expect.stringMatching(message) });

  expect(() => listed(lists)).toThrow(refusal);
});

it('takes the lists that policies take', () => {
  const lists = {
    includeNamespaces: ['*'],
    excludeNamespaces: ['bank'],
    includeResources: ['pods', 'deployments.apps'],
  };

  expect(listed(lists)).toMatchObject({
    includedNamespaces: ['*'],
    excludedNamespaces: ['bank'],
    includedResources: ['pods', 'deployments.apps'],
    excludedResources: undefined,
  });
});
