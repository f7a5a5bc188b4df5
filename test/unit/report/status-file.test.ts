import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeResult } from '../../../src/domain/result/document.ts';
import { withWarnings } from '../../../src/domain/result/warnings.ts';
import { publishAll } from '../../../src/report/publish.ts';
import { StatusFile } from '../../../src/report/status-file.ts';
import { aContext } from '../../support/context.ts';
import { problemsOfResult } from '../../support/result-schema.ts';
import { aCompletedJobResult, aJobResult } from '../../support/run-results.ts';

const folders: string[] = [];

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-status-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const readStatus = (folder: string) => readFileSync(join(folder, 'status.json'), 'utf8');

describe('the status file', () => {
  it('holds the result document that the schema describes, and nothing stays beside it', async () => {
    const folder = aFolder();

    await new StatusFile(folder).finished(aContext(), aCompletedJobResult());

    expect(decodeResult(readStatus(folder))).toEqual(aCompletedJobResult());
    expect(problemsOfResult(readStatus(folder))).toEqual([]);
    expect(readdirSync(folder)).toEqual(['status.json']);
  });

  it('follows progress at most once a second, and the end at once', async () => {
    const folder = aFolder();
    const ctx = aContext();
    const file = new StatusFile(folder);
    const step = (name: string) => aJobResult({ progress: { ...aJobResult().progress, step: name } });

    await file.progress(ctx, step('first'));
    ctx.clock.advance(999);
    await file.progress(ctx, step('second'));
    const early = readStatus(folder);
    ctx.clock.advance(1);
    await file.progress(ctx, step('third'));
    const late = readStatus(folder);
    await file.finished(ctx, aCompletedJobResult());

    expect(decodeResult(early)?.progress.step).toBe('first');
    expect(decodeResult(late)?.progress.step).toBe('third');
    expect(decodeResult(readStatus(folder))?.phase).toBe('Completed');
  });

  it('cleans up after an attempt that was killed while writing', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, '.status-3f9c21ab.tmp'), '{"schema":');

    await new StatusFile(folder).finished(aContext(), aCompletedJobResult());

    expect(readdirSync(folder)).toEqual(['status.json']);
  });

  it('keeps two writes at once apart', async () => {
    const folder = aFolder();
    const file = new StatusFile(folder);

    await Promise.all([file.finished(aContext(), aJobResult()), file.finished(aContext(), aCompletedJobResult())]);

    expect(decodeResult(readStatus(folder))?.phase).toBe('Completed');
  });

  it.each([
    ['missing', () => join(aFolder(), 'none')],
    ['a file', () => join(aFolder(), '..', 'none', 'status.json')],
    ['not writable', () => '/proc'],
  ])('row 47: warns once and goes on when its directory is %s', async (_, directoryOf) => {
    const ctx = aContext();
    const sinks = [new StatusFile(directoryOf())];

    const first = await publishAll(ctx, sinks, 'progress', aJobResult());
    ctx.clock.advance(1_000);
    const later = await publishAll(ctx, sinks, 'progress', withWarnings(aJobResult(), first));
    const last = await publishAll(ctx, sinks, 'finished', withWarnings(aCompletedJobResult(), first));

    expect(first).toMatchObject([
      { code: 'report-failed', message: expect.stringContaining('Cannot report to the status file') },
    ]);
    expect([...later, ...last]).toEqual([]);
    expect(ctx.logLines).toMatchObject([{ level: 40, sink: 'status file' }]);
  });

  it('row 47: refuses to follow a symbolic link at its place, and leaves what it points to alone', async () => {
    const folder = aFolder();
    const target = join(aFolder(), 'precious');
    writeFileSync(target, 'precious');
    symlinkSync(target, join(folder, 'status.json'));

    const finished = new StatusFile(folder).finished(aContext(), aCompletedJobResult());

    await expect(finished).rejects.toMatchObject({
      code: 'cannot-write',
      message: expect.stringContaining('symbolic link'),
    });
    expect(readFileSync(target, 'utf8')).toBe('precious');
    expect(readdirSync(folder)).toEqual(['status.json']);
  });

  it('row 47: does not write through a symbolic link that waits at its temporary place', async () => {
    const folder = aFolder();
    const target = join(aFolder(), 'precious');
    writeFileSync(target, 'precious');
    symlinkSync(target, join(folder, '.status-3f9c21ab.tmp'));

    await new StatusFile(folder).finished(aContext(), aCompletedJobResult());

    expect(readFileSync(target, 'utf8')).toBe('precious');
    expect(decodeResult(readStatus(folder))).toEqual(aCompletedJobResult());
  });

  it('row 48: is whole for a reader at any time, also when its writer is killed', async () => {
    const folder = aFolder();
    const writer = spawn(process.execPath, [new URL('status-file-writer.ts', import.meta.url).pathname, folder]);
    await once(writer.stdout, 'data');

    const torn = Array.from({ length: 300 }, () => readStatus(folder)).filter(
      (text) => decodeResult(text) === undefined,
    );
    writer.kill('SIGKILL');
    await once(writer, 'exit');

    expect(torn).toEqual([]);
    expect(decodeResult(readStatus(folder))).toBeDefined();
  });
});
