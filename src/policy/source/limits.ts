import { type CST, Lexer, Parser } from 'yaml';
import { failure, ok, type Result } from '../../base/result.ts';

/** What one policy document may cost, checked before anything is built from it. Far above any policy people write. */
export const LIMITS = {
  /** In UTF-16 code units. */
  length: 256 * 1024,
  /** Of a ConfigMap manifest, which holds several policies; Kubernetes itself takes 1 MiB. */
  configMapLength: 2 * 1024 * 1024,
  keysPerMap: 2_000,
  depth: 64,
  aliases: 100,
  /** How often one anchor may be used, aliases inside it multiplied. */
  usesPerAnchor: 10,
} as const;

/** A limit that a document breaks, and where. */
export interface Excess {
  readonly offset: number;
  readonly message: string;
}

/**
 * The tokens of a text, or the first limit it breaks. Nothing is built from them yet, and a text that only nests is given
 * up as soon as it does: the parser's own cost grows with what is open.
 */
export function parseWithinLimits(text: string): Result<readonly CST.Token[], Excess> {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let offset = 0;
  let open = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '[' || lexeme === '{') open++;
    if (lexeme === ']' || lexeme === '}') open--;
    if (open > LIMITS.depth) return failure({ offset, message: TOO_DEEP });
    tokens.push(...parser.next(lexeme));
    if (!CONTROL.has(lexeme)) offset += lexeme.length;
  }
  tokens.push(...parser.end());
  for (const token of tokens) {
    const excess = findExcess(token);
    if (excess !== undefined) return failure(excess);
  }
  return ok(tokens);
}

/** Lexemes that mark a document, the end of a flow and a scalar, and stand for no text. */
const CONTROL: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001F']);

const TOO_DEEP = `is nested deeper than ${LIMITS.depth} levels`;

/** The first limit that tokens break. Visits without recursion: depth is what is measured. */
function findExcess(document: CST.Token): Excess | undefined {
  const pending: { token: CST.Token; depth: number }[] = [{ token: document, depth: 0 }];
  let aliases = 0;
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { token, depth } = visit;
    if (depth > LIMITS.depth) return { offset: token.offset, message: TOO_DEEP };
    if (token.type === 'alias' && ++aliases > LIMITS.aliases) {
      return { offset: token.offset, message: `has more than ${LIMITS.aliases} aliases` };
    }
    if (token.type === 'document' && token.value !== undefined) pending.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    if (token.items.length > LIMITS.keysPerMap && holdsKeys(token)) {
      return { offset: token.offset, message: `has a map with more than ${LIMITS.keysPerMap} keys` };
    }
    for (const { key, value } of token.items) {
      if (key) pending.push({ token: key, depth: depth + 1 });
      if (value) pending.push({ token: value, depth: depth + 1 });
    }
  }
  return undefined;
}

function holdsKeys(token: CST.BlockMap | CST.BlockSequence | CST.FlowCollection): boolean {
  return token.type === 'block-map' || (token.type === 'flow-collection' && token.start.type === 'flow-map-start');
}
