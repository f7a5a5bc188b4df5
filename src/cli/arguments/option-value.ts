import { nearestName } from '../../domain/nearest-name.ts';
import { RunError } from '../../domain/problem.ts';
import { parseGoDuration } from '../../policy/go-duration.ts';
import type { OptionSpec } from './option.ts';

/** Any value an option can have. */
export type AnyOptionValue = string | number | boolean | readonly string[] | undefined;

const TRUE = new Set(['true', '1', 'yes', 'on']);
const FALSE = new Set(['false', '0', 'no', 'off']);

/**
 * The value that the texts given for one option mean; `writtenAs` is the flag or variable, for the message.
 * Throws `usage` for what the option cannot take, and for two different answers to one question.
 */
export function optionValue(spec: OptionSpec, writtenAs: string, texts: readonly string[]): AnyOptionValue {
  if (spec.type === 'list') return listValue(writtenAs, texts);
  const [text, ...more] = texts;
  if (text === undefined) return undefined;
  const other = more.find((again) => again !== text);
  if (other !== undefined) {
    throw new RunError('usage', `${writtenAs} is given twice: ${text} and ${other}`, { hint: 'Give it once.' });
  }
  return singleValue(spec, writtenAs, text);
}

/** Given without an entry (`-n "$UNSET"`) a list is refused: for most of them none would mean everything. */
function listValue(writtenAs: string, texts: readonly string[]): string[] {
  const lists = texts.map(splitList);
  if (lists.every((entries) => entries.length > 0)) return [...new Set(lists.flat())];
  throw new RunError('usage', `${writtenAs} is given without an entry`, {
    hint: 'Name at least one, or leave it out.',
  });
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function singleValue(spec: OptionSpec, writtenAs: string, text: string): AnyOptionValue {
  switch (spec.type) {
    case 'boolean':
      return booleanValue(writtenAs, text);
    case 'choice':
      return choiceValue(spec.choices, writtenAs, text);
    case 'integer':
      return integerValue(spec.minimum ?? 0, writtenAs, text);
    case 'duration':
      return durationValue(writtenAs, text);
    case 'string':
    case 'list':
      return text;
  }
}

function booleanValue(writtenAs: string, text: string): boolean {
  const word = text.toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  throw new RunError('usage', `${writtenAs} is true or false, not ${JSON.stringify(text)}`, {
    hint: `Write ${writtenAs}=true or ${writtenAs}=false.`,
  });
}

function choiceValue(choices: readonly string[], writtenAs: string, text: string): string {
  if (choices.includes(text)) return text;
  const nearest = nearestName(text, choices);
  throw new RunError('usage', `${writtenAs} is one of ${choices.join(', ')}, not ${JSON.stringify(text)}`, {
    hint: nearest === undefined ? 'Write one of them, or leave it out.' : `Did you mean ${nearest}?`,
  });
}

function integerValue(minimum: number, writtenAs: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= minimum) return value;
  throw new RunError('usage', `${writtenAs} is a whole number from ${minimum}, not ${JSON.stringify(text)}`, {
    hint: minimum === 0 ? 'Write it in digits alone.' : `Write it in digits alone, such as ${minimum}.`,
  });
}

function durationValue(writtenAs: string, text: string): number {
  const parsed = parseGoDuration(text);
  if (parsed.ok) {
    const milliseconds = Number(parsed.value / 1_000_000n);
    if (milliseconds > 0) return milliseconds;
    throw new RunError('usage', `${writtenAs} is at least a millisecond, not ${JSON.stringify(text)}`, {
      hint: 'Write a duration like 1h30m, or leave it out.',
    });
  }
  const { message, suggestion } = parsed.error;
  throw new RunError('usage', `${writtenAs}: ${JSON.stringify(text)} ${message}`, {
    hint: suggestion === undefined ? 'Write a duration like 1h30m.' : `Did you mean ${suggestion}?`,
  });
}
