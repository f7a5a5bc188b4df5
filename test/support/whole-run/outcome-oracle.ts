import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../../../src/domain/result/result.ts';
import type { RunJob, Runner } from './runner.ts';
import { committedBackups, objectsIn, readBackup } from './stored-backup.ts';

/** What was true before a run was interrupted: nothing of it may be lost. */
export interface Before {
  readonly objects: Readonly<Record<string, string>>;
}

/** Takes down what a place holds. */
export function before(runner: Runner): Before {
  return { objects: objectsIn(runner.place) };
}

/** What an interrupted run may leave: no backup and no claim that there is one, or a whole backup. */
export type Verdict = 'no backup' | 'backup';

/**
 * Judges what an interrupted run of `backup` left, and throws at anything but one of two ends: (a) no commit object,
 * nobody says Completed, nothing outside the backup's folder changed; (b) a commit object whose archive, manifest and
 * items verify. Whatever was there before is there as it was.
 */
export async function judgeOutcome(runner: Runner, job: RunJob, backup: string, was: Before): Promise<Verdict> {
  const now = objectsIn(runner.place);
  for (const [key, hash] of Object.entries(was.objects)) {
    if (now[key] !== hash) throw new Error(`${key} was there before and is ${now[key] ? 'another' : 'gone'} now`);
  }
  const results = [await recordedResult(runner, job), statusOf(runner, job)];
  const claims = results.filter((result) => result?.terminal === true && result.phase === 'Completed');
  if (committedBackups(runner.place).includes(backup)) {
    await readBackup(runner.place, backup);
    return 'backup';
  }
  if (claims.length > 0) throw new Error(`${backup} is told to be Completed and does not exist`);
  const stray = Object.keys(now).filter((key) => !(key in was.objects) && !isOf(key, backup));
  if (stray.length > 0) throw new Error(`outside the folder of ${backup} there are ${stray.join(', ')}`);
  return 'no backup';
}

/** What an uninterrupted run leaves, beside what was there: one backup with all its files, and its record. */
export function strayObjects(runner: Runner, was: Before, backup: string): string[] {
  const added = Object.keys(objectsIn(runner.place)).filter((key) => !(key in was.objects));
  const files = added.filter((key) => isOf(key, backup));
  const others = added.filter((key) => !isOf(key, backup) && !key.startsWith('metadata/lifeboat/runs/nightly/'));
  const temporary = files.filter((key) => /(^|\/)\./.test(key));
  const missing = files.length === 11 ? [] : [`${files.length} files in the folder of ${backup}`];
  return [...others, ...temporary, ...missing];
}

/** The result that the cluster holds, if there is a record. */
export async function recordedResult(runner: Runner, job: RunJob): Promise<RunResult | undefined> {
  const name = `lifeboat-result-${job.name}-${job.uid.slice(0, 8)}`;
  const record = await runner.world.api.find(runner.configMap(name));
  const text = (record?.['data'] as Record<string, string> | undefined)?.['result.json'];
  return text === undefined ? undefined : (JSON.parse(text) as RunResult);
}

/** The status file, which is a whole document or not there at all. */
function statusOf(runner: Runner, job: RunJob): RunResult | undefined {
  const file = join(runner.folder, 'status.json');
  if (!existsSync(file)) return undefined;
  const result = JSON.parse(readFileSync(file, 'utf8')) as RunResult;
  return result.runId === job.uid ? result : undefined;
}

function isOf(key: string, backup: string): boolean {
  return key.startsWith(`backups/${backup}/`);
}
