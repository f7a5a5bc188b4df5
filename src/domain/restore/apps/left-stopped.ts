import type { RunResult } from '../../result/result.ts';
import { STOPPED_SELECTOR } from './stop-mark.ts';

/** Names of applications that a sentence tells. */
const NAMED = 5;

/**
 * What a restore that is dead may have left stopped: it had begun, and did not say of it that it was started again. What
 * really is, the marks in the cluster alone tell.
 */
export function leftStopped({ restore }: Pick<RunResult, 'restore'>): readonly string[] {
  if (restore?.mode !== 'Apply' || restore.ended === undefined) return [];
  return (restore.apps ?? []).filter(({ end }) => end !== 'started').map(({ item }) => item);
}

/** The same as a sentence, with what to do; undefined where there is nothing. */
export function leftStoppedText(result: Pick<RunResult, 'restore'>): string | undefined {
  const items = leftStopped(result);
  if (items.length === 0) return undefined;
  const more = items.length > NAMED ? ` and ${items.length - NAMED} more` : '';
  return `It may have left stopped ${items.slice(0, NAMED).join(', ')}${more}: kubectl get -A -l ${STOPPED_SELECTOR} tells what still is, and the next restore that is applied starts it`;
}
