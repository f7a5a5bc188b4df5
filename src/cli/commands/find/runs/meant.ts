import type { RunRecordHint } from '../../../../archive/backup-browser.ts';
import { nameHint } from '../../../../domain/find/name-hint.ts';
import type { RunResult } from '../../../../domain/result/result.ts';
import { resultNameOf } from '../../../../report/render-result.ts';

/** The shortest beginning of a run's id that is taken for one. */
const SHORTEST_ID = 4;

/** How a run is meant by a name, the surest first. */
const WAYS: readonly ((result: RunResult, name: string) => boolean)[] = [
  ({ runId }, name) => runId === name,
  ({ backup }, name) => backup?.name === name,
  ({ restore }, name) => restore?.name === name,
  ({ job }, name) => job?.name === name,
  (result, name) => resultNameOf(result) === name,
  ({ policy }, name) => policy?.name === name,
  ({ runId }, name) => name.length >= SHORTEST_ID && runId.startsWith(name),
];

/** In how sure a way a name means a run, from 0; undefined where it does not. */
export function wayOf(result: RunResult, name: string): number | undefined {
  const way = WAYS.findIndex((means) => means(result, name));
  return way < 0 ? undefined : way;
}

/** Whether the record behind a key may be one that a name means: of a policy, of an id, or due when the name says. */
export function mayMean({ policy, due, runIdPrefix }: RunRecordHint, name: string): boolean {
  if (policy === name || name.startsWith(runIdPrefix) || runIdPrefix.startsWith(name)) return true;
  const hint = nameHint(name);
  if (hint !== undefined) return hint.due.getTime() === due.getTime();
  return !isRunId(name);
}

function isRunId(name: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
}
