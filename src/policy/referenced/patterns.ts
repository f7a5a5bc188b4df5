import { RE2JS, RE2JSException } from 're2js';
import { failure, ok, type Result } from '../../base/result.ts';

/** Says of a text whether a pattern matches it; in time proportional to the text's length. */
export type Matcher = (text: string) => boolean;

/** A regular expression as Go has them (RE2), to be found anywhere; the error says what is wrong with it. */
export function compileRegex(expression: string): Result<Matcher, string> {
  try {
    const regex = RE2JS.compile(expression);
    return ok((text) => regex.matcher(text).find());
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return failure(`is no regular expression of RE2: ${error.message}`);
  }
}

/**
 * A glob as Velero's library has them (`github.com/gobwas/glob`), of the whole text: `*` and `?` stop at the separator,
 * `**` does not; `[abc]`, `[a-z]`, `[!a]`, `{this,that}`, and a backslash before what is meant literally.
 */
export function compileGlob(glob: string, separator = ''): Result<Matcher, string> {
  const translated = translate(glob, separator === '' ? '(?s:.)' : `[^${RE2JS.quote(separator)}]`);
  if (!translated.ok) return translated;
  const compiled = compileRegex(`^(?:${translated.value})$`);
  return compiled.ok ? compiled : failure('is no pattern');
}

function translate(glob: string, any: string): Result<string, string> {
  let expression = '';
  let open = 0;
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at]!;
    const step = stepAt(glob, at, { any, isInBraces: open > 0 });
    if (step === undefined) return failure(`has a ${char} without its end`);
    if (char === '{') open++;
    if (char === '}') open = Math.max(open - 1, 0);
    expression += step.expression;
    at += step.length - 1;
  }
  return open > 0 ? failure('has a { without its end') : ok(expression);
}

interface Translated {
  readonly expression: string;
  /** Characters of the glob that it stands for. */
  readonly length: number;
}

function stepAt(
  glob: string,
  at: number,
  { any, isInBraces }: { readonly any: string; readonly isInBraces: boolean },
): Translated | undefined {
  const char = glob[at]!;
  switch (char) {
    case '*':
      return glob[at + 1] === '*' ? { expression: '(?s:.)*', length: 2 } : { expression: `${any}*`, length: 1 };
    case '?':
      return { expression: any, length: 1 };
    case '[':
      return setAt(glob, at);
    case '{':
      return { expression: '(?:', length: 1 };
    case '\\':
      return at + 1 < glob.length ? { expression: RE2JS.quote(glob[at + 1]!), length: 2 } : undefined;
    default:
      if (isInBraces && char === '}') return { expression: ')', length: 1 };
      if (isInBraces && char === ',') return { expression: '|', length: 1 };
      return { expression: RE2JS.quote(char), length: 1 };
  }
}

function setAt(glob: string, at: number): Translated | undefined {
  const end = glob.indexOf(']', at + 2);
  if (end < 0) return undefined;
  const isNegated = glob[at + 1] === '!';
  const members = glob.slice(at + (isNegated ? 2 : 1), end).replaceAll(/[\\^[\]]/g, String.raw`\$&`);
  return members === '' ? undefined : { expression: `[${isNegated ? '^' : ''}${members}]`, length: end - at + 1 };
}
