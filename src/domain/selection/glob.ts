/** Whether an entry of a filter list is a pattern rather than a name. */
export function isPattern(entry: string): boolean {
  return /[*?[]/.test(entry);
}

/**
 * Whether `text` matches a glob as Velero's filters understand it: `*` any run of characters (dots included), `?` one
 * character, `[abc]` and `[a-z]` one of a set. Takes time proportional to both lengths, whatever the pattern says.
 */
export function matchesGlob(glob: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resumeAt = 0;
  while (t < text.length) {
    const step = glob[p] === '*' ? undefined : matchOne(glob, p, text[t]!);
    if (step !== undefined) {
      p = step;
      t++;
    } else if (glob[p] === '*') {
      star = p++;
      resumeAt = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resumeAt;
    } else {
      return false;
    }
  }
  while (glob[p] === '*') p++;
  return p === glob.length;
}

/** Position in the glob after one matched character, or undefined where it does not match. */
function matchOne(glob: string, at: number, char: string): number | undefined {
  const expected = glob[at];
  if (expected === undefined) return undefined;
  if (expected === '?') return at + 1;
  if (expected !== '[') return expected === char ? at + 1 : undefined;
  const end = glob.indexOf(']', at + 1);
  if (end < 0) return char === '[' ? at + 1 : undefined;
  return inSet(glob.slice(at + 1, end), char) ? end + 1 : undefined;
}

function inSet(set: string, char: string): boolean {
  for (let i = 0; i < set.length; i++) {
    const last = set[i + 1] === '-' ? set[i + 2] : undefined;
    if (last === undefined) {
      if (set[i] === char) return true;
      continue;
    }
    if (set[i]! <= char && char <= last) return true;
    i += 2;
  }
  return false;
}

/** Include and exclude lists as one test: exclusion wins, an empty include list and `*` mean everything. */
export function isListed(name: string, included: readonly string[], excluded: readonly string[]): boolean {
  if (excluded.some((entry) => matchesGlob(entry, name))) return false;
  return included.length === 0 || included.some((entry) => matchesGlob(entry, name));
}

/** Velero's "everything": nothing excluded, and the include list empty or just `*`. */
export function isEverything(included: readonly string[], excluded: readonly string[]): boolean {
  return excluded.length === 0 && (included.length === 0 || (included.length === 1 && included[0] === '*'));
}
