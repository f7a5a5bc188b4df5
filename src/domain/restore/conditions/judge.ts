import { listAt, textAt } from '../../json/exact-json.ts';
import { valuesAt } from './json-path.ts';
import type { HttpAnswer, HttpQuestion, Judgement, Question, ValueTest } from './success-condition.ts';

/** Longer values are told by their beginning. */
const MOST_SHOWN = 100;

type Of<T extends Question['type']> = Extract<Question, { readonly type: T }>;

/** Whether an object has a condition; undefined for one that is not there. */
export function judgeCondition(object: unknown, { condition }: Of<'condition'>): Judgement {
  if (object === undefined) return { isMet: false, found: 'it is not there' };
  const found = listAt(object, 'status', 'conditions').find((one) => textAt(one, 'type') === condition.type);
  if (found === undefined) return { isMet: false, found: `it has no condition ${condition.type}` };
  const status = textAt(found, 'status') ?? '';
  const why = [textAt(found, 'reason'), textAt(found, 'message')].filter(Boolean).join(': ');
  const isMet = status.toLowerCase() === condition.status.toLowerCase();
  return { isMet, found: shown(`${condition.type} is ${status}${isMet || why === '' ? '' : ` (${why})`}`, 200) };
}

/** Whether every value at a path passes, and there is one. */
export function judgeValue(object: unknown, { path, test }: Of<'value'>): Judgement {
  if (object === undefined) return { isMet: false, found: 'it is not there' };
  const values = valuesAt(object, path);
  if (values.length === 0) return { isMet: false, found: 'there is no such value' };
  const isMet = values.every((value) => passes(value, test));
  return { isMet, found: `the value is ${shown(values.map(written).join(', '), MOST_SHOWN)}` };
}

/** Whether there are as many objects as there should be. */
export function judgeCount(count: number, { atLeast, atMost }: Of<'count'>): Judgement {
  const isMet = count >= (atLeast ?? 0) && count <= (atMost ?? Number.POSITIVE_INFINITY);
  return { isMet, found: `there are ${count}` };
}

/** Whether an address answered as it should. Nothing of what it said is repeated. */
export function judgeAnswer(
  answer: HttpAnswer,
  { status, contains }: Pick<HttpQuestion, 'status' | 'contains'>,
): Judgement {
  if ('failure' in answer) return { isMet: false, found: answer.failure };
  const isStatus = status === undefined ? answer.status >= 200 && answer.status < 300 : answer.status === status;
  if (!isStatus || contains === undefined) return { isMet: isStatus, found: `it answers ${answer.status}` };
  const isThere = answer.body.includes(contains);
  return { isMet: isThere, found: `it answers ${answer.status} ${isThere ? 'with' : 'without'} the text` };
}

function passes(value: unknown, { equals, notEquals, atLeast, atMost }: ValueTest): boolean {
  if (equals !== undefined && !isSame(value, equals)) return false;
  if (notEquals !== undefined && isSame(value, notEquals)) return false;
  if (atLeast === undefined && atMost === undefined) return true;
  return typeof value === 'number' && value >= (atLeast ?? value) && value <= (atMost ?? value);
}

/** As `kubectl wait` compares: a number or truth value by its text. */
function isSame(value: unknown, wanted: string): boolean {
  return value === wanted || (['number', 'boolean'].includes(typeof value) && String(value) === wanted);
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function shown(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…`.toWellFormed() : text;
}
