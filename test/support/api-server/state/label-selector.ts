import { badRequest } from '../api/status-error.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether labels satisfy a selector. */
export type LabelMatcher = (labels: Labels) => boolean;

/**
 * Reads the text of a `labelSelector` parameter: equality, sets, existence, `>` and `<`
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/). Throws 400 in the server's words.
 */
export function parseLabelSelector(text: string): LabelMatcher {
  const tokens = [...text.matchAll(/\s*(==|!=|[=!<>(),]|[^\s=!<>(),]+)/g)].map(([, token]) => token ?? '');
  if (tokens.length === 0) return () => true;
  const matchers = [readRequirement(tokens)];
  while (tokens.length > 0) {
    expect(tokens, ',', "found '%s', expected: ',' or 'end of string'");
    matchers.push(readRequirement(tokens));
  }
  return (labels) => matchers.every((matches) => matches(labels));
}

function readRequirement(tokens: string[]): LabelMatcher {
  const isNegated = tokens[0] === '!' && tokens.shift() === '!';
  const key = readIdentifier(tokens);
  if (isNegated) return (labels) => !Object.hasOwn(labels, key);
  if (tokens.length === 0 || tokens[0] === ',') return (labels) => Object.hasOwn(labels, key);
  const operator = tokens.shift() ?? '';
  const valueOf = (labels: Labels) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  switch (operator) {
    case 'in':
    case 'notin': {
      const values = readSet(tokens);
      const isIn = (value: string | undefined) => value !== undefined && values.includes(value);
      return (labels) => isIn(valueOf(labels)) === (operator === 'in');
    }
    case '=':
    case '==':
    case '!=': {
      const expected = readValue(tokens);
      return (labels) => (valueOf(labels) === expected) === (operator !== '!=');
    }
    case '>':
    case '<': {
      const bound = Number(readValue(tokens)) * (operator === '>' ? 1 : -1);
      return (labels) => Number(valueOf(labels) ?? 'none') * (operator === '>' ? 1 : -1) > bound;
    }
    default:
      throw unparsable(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
  }
}

function readSet(tokens: string[]): string[] {
  expect(tokens, '(', "found '%s' expected: '('");
  const values = [readValue(tokens)];
  while (tokens[0] === ',') {
    tokens.shift();
    values.push(readValue(tokens));
  }
  expect(tokens, ')', "found '%s', expected: ',' or ')'");
  return values;
}

/** A value may be empty: `a=`, `a in (,b)`. */
function readValue(tokens: string[]): string {
  return tokens.length === 0 || [',', ')'].includes(tokens[0] ?? '') ? '' : readIdentifier(tokens);
}

function readIdentifier(tokens: string[]): string {
  const token = tokens.shift() ?? '';
  if (/^$|^[=!<>(),]/.test(token)) throw unparsable(`found '${token}', expected: identifier`);
  return token;
}

function expect(tokens: string[], expected: string, message: string): void {
  const token = tokens.shift() ?? '';
  if (token !== expected) throw unparsable(message.replace('%s', token));
}

function unparsable(reason: string) {
  return badRequest(`unable to parse requirement: ${reason}`);
}
