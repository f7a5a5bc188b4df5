import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc } from '../../support/property.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endResult } from '../../../src/domain/result/attempt.ts';
import { byteLength } from '../../../src/domain/result/document.ts';
import { renderTerminationMessage, TerminationMessage } from '../../../src/report/termination-message.ts';
import { aContext } from '../../support/context.ts';
import { aCompletedJobResult, aFailedJobResult, aJobResult, aPartialJobResult } from '../../support/run-results.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-termination-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the message', () => {
  it('at the end is one sentence and the facts', () => {
    expect(renderTerminationMessage(aPartialJobResult(), 'finished').split('\n')).toEqual([
      '412 items, 3.1 MiB, 38 s; 2 errors (first: Cannot list secrets in namespace vault: forbidden; grant list on secrets there); 1 warning (first: The data of 3 claims is not in this backup); 3 claims NOT protected',
      'phase=PartiallyFailed',
      'exitCode=80',
      'reason=forbidden',
      'errors=2',
      'warnings=1',
      'backup=nightly-20261121021700',
      'location=s3://acme-backups/production/backups/nightly-20261121021700/',
      'result=lifeboat-result-backup-nightly-29920457-3f9c21ab',
      '',
    ]);
  });

  it('before the end says what was interrupted', () => {
    expect(renderTerminationMessage(aJobResult(), 'progress').split('\n')).toEqual([
      'Interrupted in attempt 1 after step listing',
      'phase=InProgress',
      'backup=nightly-20261121021700',
      'result=lifeboat-result-backup-nightly-29920457-3f9c21ab',
      '',
    ]);
  });

  it('tells the exit code of an attempt that leaves the run open', () => {
    const endedAt = new Date('2026-11-21T02:17:20Z');
    const message = 'Cannot reach s3://acme-backups';
    const end = {
      phase: 'Failed',
      exitCode: 75,
      isTriedAgain: true,
      reason: 'storage-unavailable',
      message,
      hint: undefined,
      endedAt,
    } as const;

    const text = renderTerminationMessage(endResult(aJobResult(), end), 'finished');

    expect(text).toMatch(
      /^Attempt 1 ended at step listing: Cannot reach s3:\/\/acme-backups\nphase=InProgress\nexitCode=75\n/,
    );
  });

  it('has at most 2 KiB and only its own lines, whatever the result holds', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).map((word) => word.repeat(200));

    fc.assert(
      fc.property(text, text, (message, root) => {
        const result = aFailedJobResult({ message, location: { name: 'main', root } });

        const rendered = renderTerminationMessage(result, 'finished');

        expect(byteLength(rendered)).toBeLessThanOrEqual(2048);
        expect(
          rendered
            .split('\n')
            .slice(1, -1)
            .every((line) => /^[a-zA-Z]+=/.test(line)),
        ).toBe(true);
      }),
    );
  });
});

describe('the termination message', () => {
  it('follows the steps and is written in place, shorter ones over longer ones', async () => {
    const path = join(folder, 'termination-log');
    writeFileSync(path, 'x'.repeat(4_000));
    const { ino } = statSync(path);
    const sink = new TerminationMessage(path);

    await sink.progress(aContext(), aJobResult());
    const provisional = readFileSync(path, 'utf8');
    await sink.finished(aContext(), aCompletedJobResult());

    expect(provisional).toBe(renderTerminationMessage(aJobResult(), 'progress'));
    expect(readFileSync(path, 'utf8')).toBe(renderTerminationMessage(aCompletedJobResult(), 'finished'));
    expect(statSync(path).ino).toBe(ino);
  });

  it('is written again only when it changes', async () => {
    const path = join(folder, 'termination-log');
    const sink = new TerminationMessage(path);
    await sink.progress(aContext(), aJobResult());
    writeFileSync(path, 'untouched');

    await sink.progress(aContext(), aJobResult({ progress: { ...aJobResult().progress, items: 121 } }));

    expect(readFileSync(path, 'utf8')).toBe('untouched');
  });

  it('fails with a sentence where it cannot write, and tries again', async () => {
    const path = join(folder, 'none', 'termination-log');
    const sink = new TerminationMessage(path);

    for (const _ of [1, 2]) {
      await expect(sink.progress(aContext(), aJobResult())).rejects.toMatchObject({
        code: 'cannot-write',
        message: expect.stringContaining(`Cannot write ${path}`),
      });
    }
  });

  it('does not follow a symbolic link', async () => {
    const path = join(folder, 'termination-log');
    writeFileSync(join(folder, 'precious'), 'precious');
    symlinkSync(join(folder, 'precious'), path);

    await expect(new TerminationMessage(path).finished(aContext(), aJobResult())).rejects.toMatchObject({
      code: 'cannot-write',
    });

    expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('precious');
  });
});
