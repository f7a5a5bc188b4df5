import { RunError } from '../../../../domain/problem.ts';
import { checkLabels, labelKeyFault, LABELS_HINT } from '../../../../policy/rules/labels.ts';

/** `team=shop`, … as a map; `usage` for what is no label. `writtenAs` is the flag, for the message. */
export function labelsOf(pairs: readonly string[], writtenAs: string | undefined): Readonly<Record<string, string>> {
  const map = mapOf(pairs, writtenAs, 'label');
  const [fault] = checkLabels(map, []);
  if (fault === undefined) return map;
  throw new RunError('usage', `${writtenAs}: ${fault.message}`, { hint: LABELS_HINT });
}

/** The same of annotations, whose values are any text. */
export function annotationsOf(
  pairs: readonly string[],
  writtenAs: string | undefined,
): Readonly<Record<string, string>> {
  const map = mapOf(pairs, writtenAs, 'annotation');
  const wrong = Object.keys(map).find((key) => labelKeyFault(key) !== undefined);
  if (wrong === undefined) return map;
  throw new RunError('usage', `${writtenAs}: ${JSON.stringify(wrong)} ${labelKeyFault(wrong)}`, { hint: LABELS_HINT });
}

function mapOf(pairs: readonly string[], writtenAs: string | undefined, what: string): Record<string, string> {
  const entries = pairs.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
    throw new RunError('usage', `${writtenAs}: ${JSON.stringify(pair)} is no ${what}`, { hint: 'Write team=shop.' });
  });
  return Object.fromEntries(entries);
}
