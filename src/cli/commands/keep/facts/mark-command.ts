import type { Marks } from '../../../../domain/backup/facts.ts';
import { RunError } from '../../../../domain/problem.ts';
import { labelKeyFault, LABELS_HINT, labelValueFault } from '../../../../policy/rules/labels.ts';
import { type Command, defineCommand } from '../../../command.ts';
import { FACT_OPTIONS, sayOfEach } from './say-fact.ts';

/** Labels or annotations to set and to remove, as the words of a call say it. */
export interface MarkWords {
  readonly backups: readonly string[];
  readonly set: Marks;
  readonly remove: readonly string[];
}

/** `lifeboat label` and `lifeboat annotate`: kubectl's grammar. */
export function markCommand(
  type: 'label' | 'annotate',
  { what, example }: { readonly what: string; readonly example: string },
): Command {
  return defineCommand({
    name: type,
    summary: `Set or remove ${what} of backups`,
    description: `As kubectl has it: key=value sets one, key- removes one. They are said beside the backup, which stays as it is; ${type === 'label' ? 'delete --selector and describe' : 'describe'} and the facts of the location tell them, a Velero server does not see them.`,
    examples: [
      { title: 'Set one', line: `${type} nightly-20261121021700 ${example} --from s3://backups/prod` },
      {
        title: 'Remove it',
        line: `${type} nightly-20261121021700 ${example.replace(/=.*/, '-')} --from s3://backups/prod`,
      },
    ],
    positionals: {
      words: { required: true, variadic: true, description: 'Backups by name, or latest; then key=value and key-' },
    },
    options: FACT_OPTIONS,
    run: async (call) => {
      const { backups, set, remove } = markWords(call.positionals.words);
      refuseIllegal(type, set);
      return sayOfEach(
        { ...call, positionals: { backup: backups } },
        () => ({ type, set, remove }),
        ({ labels, annotations }) => marksSentence(what, type === 'label' ? labels : annotations),
      );
    },
  });
}

function marksSentence(what: string, marks: Marks): string {
  const pairs = Object.entries(marks).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? `no ${what}` : `${what}: ${pairs.join(', ')}`;
}

/** Tells names of backups from marks; without one of each it is `usage`. */
export function markWords(words: readonly string[]): MarkWords {
  const isMark = (word: string) => word.includes('=') || word.endsWith('-');
  const set = words
    .filter((word) => word.includes('='))
    .map((word) => [keyOf(word), word.slice(word.indexOf('=') + 1)]);
  const remove = words.filter((word) => !word.includes('=') && word.endsWith('-')).map((word) => word.slice(0, -1));
  const backups = words.filter((word) => !isMark(word));
  if (backups.length === 0) throw new RunError('usage', 'No backup is named', { hint: 'See lifeboat list.' });
  if (set.length + remove.length === 0) {
    throw new RunError('usage', 'It is not said what to set or remove', {
      hint: 'Add key=value, or key- to remove it.',
    });
  }
  const both = remove.find((key) => set.some(([one]) => one === key));
  if (both !== undefined) throw new RunError('usage', `${both} is both set and removed`, { hint: 'Say one of them.' });
  return { backups, set: Object.fromEntries(set) as Marks, remove };
}

function keyOf(word: string): string {
  const key = word.slice(0, word.indexOf('='));
  if (key !== '') return key;
  throw new RunError('usage', `${word} has no key`, { hint: 'Write key=value.' });
}

/** Keys are those of Kubernetes in both; values of annotations may be any text. */
function refuseIllegal(type: 'label' | 'annotate', set: Marks): void {
  for (const [key, value] of Object.entries(set)) {
    const keyFault = labelKeyFault(key);
    const valueFault = type === 'label' ? labelValueFault(value) : undefined;
    if (keyFault !== undefined)
      throw new RunError('usage', `${JSON.stringify(key)} ${keyFault}`, { hint: LABELS_HINT });
    if (valueFault !== undefined)
      throw new RunError('usage', `${JSON.stringify(value)} ${valueFault}`, { hint: LABELS_HINT });
  }
}
