import { expect, it } from 'vitest';
import { nearestName } from '../../../src/domain/nearest-name.ts';

it.each([
  ['includedNamespace', 'includedNamespaces'],
  ['incudledNamespaces', 'includedNamespaces'],
  ['TTL', 'ttl'],
  ['storagelocation', 'storageLocation'],
  ['completely-else', undefined],
  ['', undefined],
])('%j most likely means %s', (written, expected) => {
  expect(nearestName(written, ['includedNamespaces', 'excludedNamespaces', 'ttl', 'storageLocation'])).toBe(expected);
});
