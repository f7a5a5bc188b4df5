import { fc } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { namespaceFault, resourceFault } from '../../../src/policy/patterns.ts';

describe('namespaceFault', () => {
  it.each(['shop', 'team-*', '?a', 'team-[ab]', 'team-[a-z]*', '*-sandbox', 'a'.repeat(63)])('accepts %s', (entry) => {
    expect(namespaceFault(entry)).toBeUndefined();
  });

  it.each([
    'a|b',
    '(a)',
    '!a',
    '{a,b}',
    'a,b',
    'a**',
    'a[',
    'a]',
    'a[]',
    'Shop',
    'a_b',
    'a.b',
    '-a',
    'a/b',
    '',
    'a'.repeat(64),
  ])('refuses %j', (entry) => {
    expect(namespaceFault(entry)).toEqual(expect.any(String));
  });
});

describe('resourceFault', () => {
  it.each(['pods', 'po', 'Deployment', 'deployments.apps', '*.example.com', 'widgets.example.com', 'p?ds', '[a-c]*'])(
    'accepts %s',
    (entry) => {
      expect(resourceFault(entry)).toBeUndefined();
    },
  );

  it.each(['', 'apps/deployments', 'pods,secrets', 'pods secrets', ' pods', 'a[', '.apps', 'pods!', 'pöds'])(
    'refuses %j',
    (entry) => {
      expect(resourceFault(entry)).toEqual(expect.any(String));
    },
  );
});

it('no entry makes a check throw', () => {
  fc.assert(
    fc.property(fc.string(), (entry) => {
      namespaceFault(entry);
      resourceFault(entry);
    }),
  );
});
