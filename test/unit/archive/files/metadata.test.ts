import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeMetadata } from '../../../../src/archive/files/metadata.ts';
import { parseMetadata } from '../../../../src/archive/files/parse-metadata.ts';
import type { CommitFacts } from '../../../../src/archive/backup-store.ts';
import { anOrigin, commitFacts } from '../../../support/builders.ts';

const SEALED = { name: 'nightly-20261121021700', archiveSha256: 'b'.repeat(64), manifestSha256: 'c'.repeat(64) };

type Document = Record<'metadata' | 'spec' | 'status', Record<string, Record<string, unknown>>>;

function encode(facts: Partial<CommitFacts> = {}): Document {
  return JSON.parse(encodeMetadata(commitFacts(facts), SEALED).toString()) as Document;
}

describe('encodeMetadata', () => {
  it('is a Backup object with all that Velero reads, in Velero’s order and indentation', () => {
    const text = encodeMetadata(commitFacts(), SEALED).toString();

    expect(text).toBe(readFileSync('test/golden/lifeboat/velero-backup.json', 'utf8'));
  });

  it('says when it expires in our own words alone, because Velero deletes on its own', () => {
    expect(encode().status).not.toHaveProperty('expiration');
    expect(encode({ allowVeleroExpiry: true }).status['expiration']).toBe('2026-12-21T02:17:00Z');
  });

  it('counts errors and warnings only where there are some', () => {
    expect(encode().status).not.toHaveProperty('errors');
    expect(encode({ phase: 'PartiallyFailed', errors: 2, warnings: 1 }).status).toMatchObject({
      phase: 'PartiallyFailed',
      errors: 2,
      warnings: 1,
    });
  });

  it('counts hooks as Velero does, which leaves zeros out', () => {
    const hooksOf = (hooksAttempted: number, hooksFailed: number) =>
      encode({ hooks: { hooksAttempted, hooksFailed } }).status['hookStatus'];

    expect([hooksOf(0, 0), hooksOf(2, 0), hooksOf(2, 1)]).toEqual([
      {},
      { hooksAttempted: 2 },
      { hooksAttempted: 2, hooksFailed: 1 },
    ]);
  });

  it('keeps a backup that differs from its policy out of the schedule’s history in Velero', () => {
    expect(encode().metadata['labels']).toHaveProperty(['velero.io/schedule-name'], 'nightly');
    expect(encode({ origin: anOrigin({ adHoc: true }) }).metadata['labels']).not.toHaveProperty([
      'velero.io/schedule-name',
    ]);
    expect(encode({ origin: anOrigin({ policy: undefined }) }).metadata['labels']).not.toHaveProperty([
      'velero.io/schedule-name',
    ]);
  });

  it('carries the labels that the policy asks for, and lets none replace Velero’s own', () => {
    const labels = { team: 'shop', 'velero.io/storage-location': 'elsewhere' };

    expect(encode({ labels }).metadata['labels']).toEqual({
      team: 'shop',
      'velero.io/schedule-name': 'nightly',
      'velero.io/storage-location': 'default',
    });
  });

  it('shortens a location’s name for the label as Velero does', () => {
    const storageLocation = 'l'.repeat(64);

    const { labels } = encode({ storageLocation }).metadata;

    expect(labels?.['velero.io/storage-location']).toBe(`${'l'.repeat(57)}6714e9`);
    expect(encode({ storageLocation }).spec['storageLocation']).toBe(storageLocation);
  });

  it('is read back as what it was made of', () => {
    const origins = [
      anOrigin(),
      anOrigin({ policy: undefined, policyHash: undefined, adHoc: true }),
      anOrigin({ adoptedFrom: '0e3c' }),
    ];

    for (const origin of origins) {
      const facts = commitFacts({ origin, phase: 'PartiallyFailed', onPartial: 'Succeed', errors: 1 });
      const parsed = parseMetadata(SEALED.name, encodeMetadata(facts, SEALED));

      expect(parsed).toMatchObject({
        ok: true,
        value: {
          ...SEALED,
          origin,
          phase: 'PartiallyFailed',
          onPartial: 'Succeed',
          startedAt: facts.startedAt,
          completedAt: facts.completedAt,
          expiresAt: facts.expiresAt,
          formatVersion: '1.1.0',
          items: facts.items,
          errors: 1,
          warnings: 0,
        },
      });
    }
  });
});
