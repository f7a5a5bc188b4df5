import { describe, expect, it } from 'vitest';
import {
  encodeManifestFacts,
  findingsOf,
  MANIFEST_SCHEMA,
  parseManifest,
} from '../../../../src/archive/files/manifest.ts';
import { anEntry, anOrigin, aTypeCount, manifestFacts } from '../../../support/builders.ts';

const ARCHIVE = { backup: 'b', items: 1, size: 512, sha256: 'd'.repeat(64) };
const PATH = 'resources/pods/namespaces/shop/web.json';

function aDocument(change: Record<string, unknown> = {}): Buffer {
  const facts = encodeManifestFacts(manifestFacts(), ARCHIVE);
  return Buffer.from(
    JSON.stringify({ schema: MANIFEST_SCHEMA, items: { [PATH]: 'e'.repeat(64) }, ...facts, ...change }),
  );
}

describe('parseManifest', () => {
  it('reads facts and items', () => {
    const manifest = parseManifest(aDocument());

    expect(manifest).toMatchObject({
      backup: 'b',
      version: '0.1.0',
      clusterVersion: 'v1.36.3',
      startedAt: '2026-11-21T02:17:00Z',
      expiresAt: '2026-12-21T02:17:00Z',
      origin: { runId: anOrigin().runId, scheduledFor: '2026-11-21T02:17:00Z', adHoc: false },
      archive: { file: 'b.tar.gz', items: 1, bytes: 512, sha256: ARCHIVE.sha256 },
    });
    expect([...manifest.items]).toEqual([[PATH, 'e'.repeat(64)]]);
  });

  it('keeps an item whose name is a trap', () => {
    const bytes = Buffer.from(aDocument().toString().replace(JSON.stringify(PATH), '"__proto__"'));

    expect(parseManifest(bytes).items.get('__proto__')).toBe('e'.repeat(64));
  });

  it('row 85: refuses a schema it does not know', () => {
    expect(() => parseManifest(aDocument({ schema: 'lifeboat.dev/manifest/v2' }))).toThrow(
      expect.objectContaining({ code: 'archive-unsupported' }),
    );
  });

  it.each([
    ['no JSON', Buffer.from('{')],
    ['a list', Buffer.from('[]')],
    ['no schema', aDocument({ schema: undefined })],
    ['no items', aDocument({ items: undefined })],
    ['items that are a list', aDocument({ items: [] })],
    ['an item without a hash', aDocument({ items: { a: 1 } })],
    ['a hash that is cut', aDocument({ items: { a: 'abc' } })],
    ['no origin', aDocument({ origin: undefined })],
    ['an origin without a cluster', aDocument({ origin: { runId: 'r' } })],
    ['no archive', aDocument({ archive: null })],
    ['a count that is no number', aDocument({ archive: { file: 'f', sha256: 's', items: '1', bytes: 1 } })],
    ['no types', aDocument({ types: {} })],
    ['errors that are no list', aDocument({ errors: {} })],
    ['claims that are not counted', aDocument({ claims: 3 })],
  ])('row 87: refuses a manifest with %s', (_, bytes) => {
    expect(() => parseManifest(bytes)).toThrow(expect.objectContaining({ code: 'archive-unreadable' }));
  });
});

describe('findingsOf', () => {
  it('gives back what the run had to tell', () => {
    const entries = { errors: [anEntry()], warnings: [anEntry({ code: 'volume-data-not-covered' })] };
    const facts = encodeManifestFacts(manifestFacts({ entries, claims: { total: 3, notProtected: 2 } }), ARCHIVE);

    expect(findingsOf(parseManifest(aDocument({ ...facts })))).toEqual({
      types: [aTypeCount()],
      claims: { total: 3, notProtected: 2 },
      entries,
      archiveBytes: 512,
    });
  });

  it('knows nothing of a manifest that does not keep it', () => {
    const early = aDocument({ claims: undefined, errors: undefined, warnings: undefined });

    expect(findingsOf(parseManifest(early))).toBeUndefined();
  });
});
