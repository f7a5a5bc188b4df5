import { hasEndedAttempt } from '../result/attempt.ts';
import type { RunResult } from '../result/result.ts';
import type { NotifyEvent } from './receiver.ts';

/**
 * What a result is to those who want to be told: nothing while the run works, and one or two words at its end. A try
 * that leaves the rest to the Job's next Pod is `Interrupted`; whether that Pod comes, nobody knows.
 */
export function notifyEventsOf(result: RunResult): readonly NotifyEvent[] {
  if (hasEndedAttempt(result)) return ['Interrupted'];
  if (!result.terminal) return [];
  const missed = result.objectives?.isMissed === true ? (['ObjectiveMissed'] as const) : [];
  return [endOf(result), ...missed];
}

/** A partial end is told as one, also where the policy takes it for a success. */
function endOf({ phase }: RunResult): NotifyEvent {
  switch (phase) {
    case 'Completed':
    case 'Planned':
    case 'Skipped':
      return 'Success';
    case 'PartiallyFailed':
      return 'Partial';
    case 'Failed':
    case 'FailedValidation':
    case 'InProgress':
      return 'Failure';
  }
}
