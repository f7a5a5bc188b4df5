import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocation } from '../../../../../../src/cli/compose.ts';
import { aStorageLocation } from '../../../../../support/builders.ts';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { aContext } from '../../../../../support/context.ts';
import { aCompletedJobResult, aFailedJobResult } from '../../../../../support/run-results.ts';

const FAILED_RESTORE = '22bb22bb-5d1e-4a8e-9a52-0d8a8c6f7e10';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-status-'));
  const ctx = aContext();
  const provider = { type: 'filesystem', path: folder } as const;
  const place = await openLocation(ctx, aStorageLocation({ provider }), { forWriting: true });
  const location = { name: 'main', root: place.backups.root };
  const restore = { name: 'shop-1', mode: 'Apply', backup: 'nightly-20261121021700' } as const;
  await place.backups.putRunRecord(ctx, aCompletedJobResult({ location }));
  await place.backups.putRunRecord(
    ctx,
    aFailedJobResult({ runId: FAILED_RESTORE, action: 'restore', restore, location }),
  );
  await place.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Asks where a run stands, from its location alone. */
async function status(run: string, words: string) {
  const { exitCode, stdout, stderr } = await lifeboat(['status', run, '--from', folder, '-o', words]);
  return { exitCode, stderr, answer: stdout === '' ? undefined : (JSON.parse(stdout) as unknown) };
}

describe('the status of a run in the words of another system', () => {
  it('is removed where its backup is in the location no more', async () => {
    const { answer } = await status('3f9c21ab', 'astra');

    expect(answer).toMatchObject({
      state: 'removed',
      stateUnready: ['removed: what it made is not in its location any more'],
      bytesDone: 9_120_000,
      totalBytes: 9_120_000,
    });
  });

  it('leaves the job state out where Cloudera has no word, and says why', async () => {
    const { answer } = await status('3f9c21ab', 'cloudera');

    expect(answer).toMatchObject({
      backup: {
        backupPhase: 'FINISHED',
        warnings: expect.arrayContaining([
          expect.objectContaining({ text: expect.stringMatching(/^removed: /) as unknown }),
        ]) as unknown,
      },
    });
    expect(answer).not.toHaveProperty('backup.backupJobState');
  });

  it('tells what ended a restore', async () => {
    const { answer } = await status(FAILED_RESTORE, 'cloudera');

    expect(answer).toMatchObject({
      restore: {
        restoreJobState: 'FAILED',
        errors: [{ text: expect.stringMatching(/^permission-denied: /) as unknown }],
      },
    });
  });

  it('has state, numbers and typed problems in our own document, too', async () => {
    const { answer } = await status(FAILED_RESTORE, 'json');

    expect(answer).toMatchObject({
      kind: 'StatusList',
      items: [
        {
          report: {
            state: 'failed',
            hookState: 'success',
            problems: [
              {
                type: 'https://lifeboat.dev/problems/permission-denied',
                status: '403',
                correlationID: FAILED_RESTORE,
                code: 'permission-denied',
              },
            ],
          },
        },
      ],
    });
  });

  it('is refused for a restore in Astra Control’s words, which has none', async () => {
    const { exitCode, stderr } = await status(FAILED_RESTORE, 'astra');

    expect(exitCode).toBe(64);
    expect(stderr).toContain('has no words for a restore');
  });
});
