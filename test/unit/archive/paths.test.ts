import { fc } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import {
  isArchivableName,
  isFolderPath,
  isPreferredCopy,
  itemPath,
  parseEntryPath,
  versionedPath,
} from '../../../src/archive/paths.ts';
import { anItemRef } from '../../support/builders.ts';

const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const group = fc.oneof(fc.constant(''), fc.stringMatching(/^[a-z]{1,9}(\.[a-z0-9]{1,9}){0,3}$/));
const name = fc.oneof(
  label,
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }).filter(isArchivableName),
  fc.constantFrom('.', '..', 'a.json', 'MyApp:Admin', 'tab\tand\nnewline', 'DOMAIN\\user', '__proto__'),
);
const ref = fc.record({ group, resource: label, namespace: fc.option(label, { nil: undefined }), name });
const version = fc.record({
  version: label.filter((text) => text !== 'cluster' && text !== 'namespaces' && !text.endsWith('-preferredversion')),
  isPreferred: fc.boolean(),
});

describe('itemPath', () => {
  it('is where Velero puts an item', () => {
    expect(itemPath(anItemRef({ group: 'apps', resource: 'deployments', name: 'web' }))).toBe(
      'resources/deployments.apps/namespaces/shop/web.json',
    );
    expect(itemPath(anItemRef({ resource: 'nodes', namespace: undefined, name: 'worker-1' }))).toBe(
      'resources/nodes/cluster/worker-1.json',
    );
  });

  it('is read back as the item it was made of', () => {
    fc.assert(
      fc.property(ref, (item) => {
        expect(parseEntryPath(itemPath(item))).toEqual({ kind: 'item', ref: item, version: undefined });
      }),
    );
  });
});

describe('versionedPath', () => {
  it('is where Velero puts the copy of a version', () => {
    const item = anItemRef({ group: 'apps', resource: 'deployments', name: 'web' });

    expect(versionedPath(item, { version: 'v1', isPreferred: true })).toBe(
      'resources/deployments.apps/v1-preferredversion/namespaces/shop/web.json',
    );
    expect(versionedPath(item, { version: 'v1beta1', isPreferred: false })).toBe(
      'resources/deployments.apps/v1beta1/namespaces/shop/web.json',
    );
  });

  it('is read back as the item and version it was made of', () => {
    fc.assert(
      fc.property(ref, version, (item, itemVersion) => {
        const path = versionedPath(item, itemVersion);

        expect(parseEntryPath(path)).toEqual({ kind: 'item', ref: item, version: itemVersion });
        expect(isPreferredCopy(path, itemPath(item))).toBe(itemVersion.isPreferred);
      }),
    );
  });
});

describe('isPreferredCopy', () => {
  it('knows the copy of another item from that of this one', () => {
    fc.assert(
      fc.property(ref, ref, version, (item, other, itemVersion) => {
        const path = versionedPath(other, { ...itemVersion, isPreferred: true });

        expect(isPreferredCopy(path, itemPath(item))).toBe(itemPath(item) === itemPath(other));
      }),
    );
  });
});

describe('parseEntryPath', () => {
  it('knows what lies in metadata', () => {
    expect(parseEntryPath('metadata/version')).toEqual({ kind: 'metadata', name: 'version' });
    expect(parseEntryPath('metadata/a/b')).toBeUndefined();
    expect(parseEntryPath('metadata/..')).toBeUndefined();
  });

  it.each([
    '',
    '/',
    '/etc/passwd',
    '/resources/pods/cluster/a.json',
    '../resources/pods/cluster/a.json',
    'resources/../../etc/passwd',
    'resources/pods/../cluster/a.json',
    'resources/pods/cluster/../a.json',
    'resources/pods/cluster/../../../../etc/cron.d/a.json',
    'resources/pods/namespaces/../a.json',
    'resources/pods/namespaces/shop/../a.json',
    'resources/pods/./cluster/a.json',
    'resources//pods/cluster/a.json',
    'resources/pods/cluster/a.json/',
    'resources\\pods\\cluster\\a.json',
    'C:\\windows\\system32\\a.json',
    'resources/po\\ds/cluster/a.json',
    'resources/pods\0/cluster/a.json',
    'resources/pods/cluster/a\0.json',
    'resources/pods/cluster/a.json\0.txt',
    'resources/pods\n/cluster/a.json',
    'resources/pods/names\u001bpaces/shop/a.json',
    'resources/pods/namespaces/sh\top/a.json',
    'resources/Pods/cluster/a.json',
    'resources/pods/cluster/a',
    'resources/pods/cluster/.json',
    'resources/pods/cluster/a/b.json',
    'resources/pods/namespaces/shop/a/b.json',
    'resources/pods/namespaces/Shop/a.json',
    'resources/pods/v1/v1/cluster/a.json',
    'resources/pods/V1/cluster/a.json',
    'resources/pods/-preferredversion/cluster/a.json',
    'resources/pods/a.json',
    'resources/a.json',
    'restores/pods/cluster/a.json',
    'kopia/secret',
  ])('row 76: refuses %j', (path) => {
    expect(parseEntryPath(path)).toBeUndefined();
  });

  it('takes a plain namespaced item for what it is, also in a namespace called cluster', () => {
    expect(parseEntryPath('resources/pods/namespaces/cluster/a.json')).toMatchObject({
      ref: { namespace: 'cluster', name: 'a' },
      version: undefined,
    });
  });
});

describe('isFolderPath', () => {
  it('knows the folders above items and no others', () => {
    const folders = [
      '.',
      'metadata/',
      'resources',
      'resources/pods/',
      'resources/pods/v1-preferredversion/namespaces/a',
    ];
    const strays = ['..', '/', 'etc', 'resources/..', 'resources/pods/../..', 'resources/pods/a/b/c/d'];

    expect(folders.filter((path) => !isFolderPath(path))).toEqual([]);
    expect(strays.filter(isFolderPath)).toEqual([]);
  });
});
