import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { putDownload } from '../../../../../../src/archive/export/download-records.ts';
import { openLocation } from '../../../../../../src/cli/compose.ts';
import type { DownloadRecord } from '../../../../../../src/domain/downloads/download-record.ts';
import { aStorageLocation } from '../../../../../support/builders.ts';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { aContext } from '../../../../../support/context.ts';
import { problemsOfList } from '../../../../../support/list-schema.ts';

const OPEN: DownloadRecord = {
  guid: '018f3c00-0000-4000-8000-000000000001',
  mode: 'AUTO',
  backup: 'nightly-20261121021700',
  objects: ['deployments/shop/web'],
  note: 'for the audit',
  createdAt: new Date('2026-11-21T10:00:00Z'),
  expiresAt: new Date('2026-11-22T10:00:00Z'),
  finishedAt: undefined,
};
const EXPIRED = { ...OPEN, guid: '028f3c00-0000-4000-8000-000000000002', expiresAt: new Date('2026-11-21T11:00:00Z') };
const FINISHED = {
  ...OPEN,
  guid: '038f3c00-0000-4000-8000-000000000003',
  mode: 'MANUAL',
  backup: 'hourly-20261121030000',
  finishedAt: new Date('2026-11-21T10:30:00Z'),
} as const;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-downloads-'));
  const ctx = aContext();
  const provider = { type: 'filesystem', path: folder } as const;
  const place = await openLocation(ctx, aStorageLocation({ provider }), { forWriting: true });
  for (const record of [OPEN, EXPIRED, FINISHED]) await putDownload(ctx, place.objects, record);
  await place.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function list(...words: readonly string[]) {
  return lifeboat(['list', 'downloads', ...words, '--from', folder]);
}

it('tells what was opened for fetching, with what its mode means', async () => {
  const { stdout } = await list('018f3c', '-o', 'json');

  expect(problemsOfList(stdout)).toEqual([]);
  expect(JSON.parse(stdout)).toMatchObject({
    kind: 'DownloadList',
    total: 1,
    items: [
      {
        name: OPEN.guid,
        state: 'OPEN',
        mode: { name: 'AUTO', description: expect.any(String) as string },
        objects: OPEN.objects,
      },
    ],
  });
});

it.each([
  [['--finished'], [FINISHED.guid]],
  [
    ['--finished=false', '--order-by', 'name'],
    [OPEN.guid, EXPIRED.guid],
  ],
  [['--state', 'EXPIRED'], [EXPIRED.guid]],
  [['--backup', 'hourly-20261121030000'], [FINISHED.guid]],
  [['--filter', 'mode=MANUAL,expires>2026-11-22'], [FINISHED.guid]],
  [
    ['--filter', 'objects~%web,note~%audit', '--size', '1', '--order-by', 'expires', '--direction', 'asc'],
    [EXPIRED.guid],
  ],
  [['--since', '2026-11-22'], []],
])('is narrowed down by %j', async (words, guids) => {
  const { stdout } = await list(...words, '-o', 'name');

  expect(stdout.split('\n').filter(Boolean)).toEqual(guids);
});

it('says what is not there', async () => {
  const { exitCode, stderr } = await list('ffffffff');

  expect(exitCode).toBe(66);
  expect(stderr).toContain('There is no download ffffffff here');
});
