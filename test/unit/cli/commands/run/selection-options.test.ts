import { expect, it } from 'vitest';
import { overridesOf } from '../../../../../src/cli/commands/run/selection-options.ts';

function overrides(selector: string) {
  const options = {
    includeNamespaces: [],
    excludeNamespaces: [],
    includeResources: [],
    excludeResources: [],
    includeClusterResources: undefined,
    selector,
  };
  return overridesOf(options, new Map([['selector', '--selector']]));
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
