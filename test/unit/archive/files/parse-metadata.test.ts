import { describe, expect, it } from 'vitest';
import { parseMetadata } from '../../../../src/archive/files/parse-metadata.ts';

function parse(document: unknown, name = 'b') {
  return parseMetadata(name, Buffer.from(JSON.stringify(document)));
}

const minimal = { apiVersion: 'velero.io/v1', kind: 'Backup', metadata: { name: 'b' } };

describe('parseMetadata', () => {
  it('reads a Backup that says nothing but its name', () => {
    expect(parse(minimal)).toEqual({
      ok: true,
      value: {
        name: 'b',
        origin: undefined,
        phase: 'New',
        startedAt: undefined,
        completedAt: undefined,
        expiresAt: undefined,
        formatVersion: undefined,
        items: undefined,
        errors: 0,
        warnings: 0,
        scheduleName: undefined,
        onPartial: 'Fail',
        archiveSha256: undefined,
        manifestSha256: undefined,
        document: minimal,
      },
    });
  });

  it('takes fields of the wrong type for missing ones', () => {
    const status = { phase: 7, startTimestamp: 'yesterday', completionTimestamp: null, progress: [], errors: '3' };
    const metadata = {
      name: 'b',
      labels: 'none',
      annotations: { 'lifeboat.dev/run-id': 'r', 'lifeboat.dev/cluster': 1 },
    };

    expect(parse({ ...minimal, metadata, status })).toMatchObject({
      value: {
        phase: 'New',
        startedAt: undefined,
        completedAt: undefined,
        items: undefined,
        errors: 0,
        origin: undefined,
      },
    });
  });

  it.each([
    [{ progress: {} }, 0],
    [{ progress: { totalItems: 3 } }, 3],
    [{ progress: { totalItems: 3, itemsBackedUp: 2 } }, 2],
  ])('knows how many items there are from %j', (status, items) => {
    expect(parse({ ...minimal, status })).toMatchObject({ value: { items } });
  });

  it('expires when Velero says, where we said nothing', () => {
    const status = { expiration: '2026-12-21T09:55:47Z' };

    expect(parse({ ...minimal, status })).toMatchObject({ value: { expiresAt: new Date('2026-12-21T09:55:47Z') } });
  });

  it.each([
    ['another kind', { ...minimal, kind: 'Restore' }, 'holds "velero.io/v1" "Restore", not a Velero Backup'],
    ['another group', { ...minimal, apiVersion: 'v1' }, 'holds "v1" "Backup", not a Velero Backup'],
    ['no kind', {}, 'holds a document of no kind, not a Velero Backup'],
    ['another name', { ...minimal, metadata: { name: 'c' } }, 'names "c", but lies in the folder b'],
    ['a list', [], 'not a JSON object'],
    ['null', null, 'not a JSON object'],
  ])('row 68: says what is wrong with %s', (_, document, message) => {
    expect(parse(document)).toEqual({ ok: false, error: expect.stringContaining(message) as string });
  });

  it.each(['', '{', '\u00ff\u00fe', 'null{}'])('row 68: says that %j is not JSON', (text) => {
    expect(parseMetadata('b', Buffer.from(text, 'latin1')).ok).toBe(false);
  });
});
