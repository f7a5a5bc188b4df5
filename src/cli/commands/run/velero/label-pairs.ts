import { RunError } from '../../../../domain/problem.ts';
import { checkLabels, LABELS_HINT } from '../../../../policy/rules/labels.ts';

/** `team=shop`, … as a map; `usage` for what is no label. `writtenAs` is the flag, for the message. */
export function labelsOf(pairs: readonly string[], writtenAs: string | undefined): Readonly<Record<string, string>> {
  const labels = pairs.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
    throw new RunError('usage', `${writtenAs}: ${JSON.stringify(pair)} is no label`, { hint: 'Write team=shop.' });
  });
  const map = Object.fromEntries(labels);
  const [fault] = checkLabels(map, []);
  if (fault === undefined) return map;
  throw new RunError('usage', `${writtenAs}: ${fault.message}`, { hint: LABELS_HINT });
}
