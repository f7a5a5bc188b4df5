import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { parseEntryPath } from '../../../../src/archive/paths.ts';
import { EntryPathParser } from '../../../../src/archive/read/entry-path-parser.ts';

const segment = fc.constantFrom(
  'resources',
  'metadata',
  'pods',
  'cluster',
  'namespaces',
  'shop',
  'v1',
  'v1-preferredversion',
  'a.json',
  '.json',
  'a\0.json',
  '',
  '..',
  'version',
  'b:c.json',
);

describe('EntryPathParser', () => {
  it('finds in any sequence of paths what is found in each alone', () => {
    const paths = fc.array(fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/')));
    fc.assert(
      fc.property(paths, (sequence) => {
        const parser = new EntryPathParser();
        for (const path of [...sequence, ...sequence]) expect(parser.parse(path)).toEqual(parseEntryPath(path));
      }),
    );
  });

  it('goes on behind more folders than it remembers', () => {
    const parser = new EntryPathParser();
    const paths = Array.from({ length: 5_000 }, (_, i) => `resources/pods/namespaces/n${i}/a.json`);

    expect([...paths, ...paths].every((path) => parser.parse(path) !== undefined)).toBe(true);
    expect(parser.parse(paths[7] ?? '')).toEqual(parseEntryPath(paths[7] ?? ''));
  });
});
