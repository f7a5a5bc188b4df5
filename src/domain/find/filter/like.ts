/** One place of a pattern: a character that must stand there, any one, or any run of them. */
type Token = { readonly char: string } | 'one' | 'run';

/**
 * A pattern of SQL's LIKE as a test of the whole text: `%` is any run of characters, `_` any one, a backslash takes the
 * next one literally. Case counts. Takes time proportional to both lengths.
 */
export function likePattern(pattern: string): (text: string) => boolean {
  const tokens = tokensOf(pattern);
  return (text) => matches(tokens, Array.from(text));
}

function tokensOf(pattern: string): readonly Token[] {
  const chars = Array.from(pattern);
  const tokens: Token[] = [];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!;
    if (char === '%') tokens.push('run');
    else if (char === '_') tokens.push('one');
    else tokens.push({ char: char === '\\' && i + 1 < chars.length ? chars[++i]! : char });
  }
  return tokens;
}

/** The last run that was met takes one character more whenever what follows it does not fit. */
function matches(tokens: readonly Token[], text: readonly string[]): boolean {
  let [at, t, run, resumeAt] = [0, 0, -1, 0];
  while (t < text.length) {
    const token = tokens[at];
    if (token === 'run') {
      run = at++;
      resumeAt = t;
    } else if (token === 'one' || (token !== undefined && token.char === text[t])) {
      at++;
      t++;
    } else if (run >= 0) {
      at = run + 1;
      t = ++resumeAt;
    } else {
      return false;
    }
  }
  while (tokens[at] === 'run') at++;
  return at === tokens.length;
}
