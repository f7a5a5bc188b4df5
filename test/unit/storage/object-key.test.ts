import { posix } from 'node:path';
import { fc } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import {
  checkFolderPrefix,
  checkKey,
  checkPrefix,
  compareKeys,
  isKey,
  splitPrefix,
} from '../../../src/storage/object-key.ts';

describe('keys', () => {
  it.each(['a', 'a/b.c', 'backups/nightly-1/nightly-1.tar.gz', '...', 'a b', '.hidden', 'ü/é'])('take %j', (key) => {
    expect(isKey(key)).toBe(true);
    expect(() => checkKey(key)).not.toThrow();
  });

  it.each(['', '/', '/a', 'a/', 'a//b', '.', '..', './a', 'a/..', 'a\\b', 'a\0'])('refuse %j', (key) => {
    expect(isKey(key)).toBe(false);
    expect(() => checkKey(key)).toThrow(expect.objectContaining({ code: 'internal' }));
  });

  it('never leave a folder they are joined to', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        fc.pre(isKey(key));
        expect(posix.join('/store', key)).toBe(`/store/${key}`);
      }),
    );
  });

  it('are ordered by their bytes', () => {
    expect(['b', 'a\u{1F600}', 'a\uFF5E', 'a/x', 'a-b'].toSorted(compareKeys)).toEqual([
      'a-b',
      'a/x',
      'a\uFF5E',
      'a\u{1F600}',
      'b',
    ]);
  });
});

describe('prefixes', () => {
  it('may end anywhere in a key', () => {
    for (const prefix of ['', 'a', 'a/', 'a/b', '.', 'a/.']) expect(() => checkPrefix(prefix)).not.toThrow();
  });

  it('may not begin as no key can', () => {
    for (const prefix of ['/', '../', 'a//', 'a\\', 'a/../b']) expect(() => checkPrefix(prefix)).toThrow();
  });

  it('name a folder only at a slash', () => {
    for (const prefix of ['', 'a/', 'a/b/']) expect(() => checkFolderPrefix(prefix)).not.toThrow();
    for (const prefix of ['a', 'a/b']) expect(() => checkFolderPrefix(prefix)).toThrow();
  });

  it('are a folder and the start of a name', () => {
    expect(splitPrefix('a/b/c')).toEqual({ folder: 'a/b', start: 'c' });
    expect(splitPrefix('a/')).toEqual({ folder: 'a', start: '' });
    expect(splitPrefix('a')).toEqual({ folder: '', start: 'a' });
  });
});
