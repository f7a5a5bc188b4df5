import {
  type Alias,
  Composer,
  type Document,
  isAlias,
  isNode,
  isPair,
  isScalar,
  Parser,
  visit,
  type YAMLError,
} from 'yaml';
import type { DiagnosticCode, Place } from '../../domain/diagnostic.ts';
import type { Path } from '../finding.ts';
import { findExcess, LIMITS } from './limits.ts';
import { offsetAt } from './locate.ts';
import type { RawDocument } from './split-documents.ts';
import type { TextSource } from './text-source.ts';

/** Something wrong with the text itself, whatever it says. */
export interface TextFault {
  readonly code: Extract<DiagnosticCode, 'syntax' | 'too-large' | 'duplicate' | 'invalid-value'>;
  readonly message: string;
  readonly place: Place;
  readonly suggestion?: string;
}

/** A document as YAML 1.2 reads it. */
export interface ReadDocument {
  /** Undefined where faults leave nothing to go by. */
  readonly value: unknown;
  readonly faults: readonly TextFault[];
  /** The place of the value at a path, or of its key; of the nearest value around it where there is none. */
  readonly placeOf: (path: Path, at: 'key' | 'value') => Place;
  /** The parsed tree, for values that are texts of their own. */
  readonly tree: Document.Parsed | undefined;
}

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  strict: true,
  uniqueKeys: true,
  stringKeys: true,
  merge: false,
  keepSourceTokens: true,
} as const;

/**
 * Parses one document of a stream. Refuses what policies have no use for and attackers do: tags, merge keys, other
 * versions of YAML, numbers that would lose digits, and everything over `LIMITS`. Never throws for what a text holds.
 */
export function readYaml(
  source: TextSource,
  { start, text }: RawDocument,
  maxLength: number = LIMITS.length,
): ReadDocument {
  const place = (offset: number): Place => source.placeOf(start + offset);
  const unreadable = (code: TextFault['code'], message: string, offset: number): ReadDocument => ({
    value: undefined,
    faults: [{ code, message, place: place(offset) }],
    placeOf: () => place(0),
    tree: undefined,
  });
  if (text.length > maxLength) return unreadable('too-large', `has more than ${maxLength / 1024} KiB`, 0);
  const tokens = [...new Parser().parse(text)];
  for (const token of tokens) {
    const excess = findExcess(token);
    if (excess !== undefined) return unreadable('too-large', excess.message, excess.offset);
  }
  const [tree, second] = new Composer(OPTIONS).compose(tokens, true, text.length);
  if (tree === undefined) return unreadable('syntax', 'holds no document', 0);
  if (second !== undefined) return unreadable('syntax', 'more than one document without a marker', second.range[0]);
  const offsetOf = (path: Path, at: 'key' | 'value'): number => offsetAt(tree, path, at);
  const faults = [...tree.errors.map((error) => faultOf(error, place)), ...refusals(tree, place)];
  const isBroken = tree.errors.some(({ code }) => code !== 'DUPLICATE_KEY');
  const value = isBroken ? undefined : toValue(tree, place, faults);
  return { value, faults, placeOf: (path, at) => place(offsetOf(path, at)), tree };
}

function faultOf({ code, message, pos }: YAMLError, place: (offset: number) => Place): TextFault {
  switch (code) {
    case 'DUPLICATE_KEY':
      return { code: 'duplicate', message: 'this key is there already', place: place(pos[0]) };
    case 'TAB_AS_INDENT':
      return { code: 'syntax', message: 'tabs cannot indent in YAML; use spaces', place: place(pos[0]) };
    case 'NON_STRING_KEY':
      return { code: 'syntax', message: 'keys are plain strings', place: place(pos[0]) };
    default:
      return { code: 'syntax', message: lowerFirst(message), place: place(pos[0]) };
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** What parses, and is refused all the same. */
function refusals(tree: Document.Parsed, place: (offset: number) => Place): TextFault[] {
  const faults: TextFault[] = [];
  const refuse = (code: TextFault['code'], message: string, offset = 0): void => {
    faults.push({ code, message, place: place(offset) });
  };
  const { version } = tree.directives.yaml;
  if (version !== '1.2') refuse('syntax', `policies are YAML 1.2, not ${version}`);
  for (const { code, message, pos } of tree.warnings) {
    if (code !== 'TAG_RESOLVE_FAILED') refuse('syntax', lowerFirst(message), pos[0]);
  }
  visit(tree, (_, node) => {
    if (isPair(node) && isScalar(node.key) && node.key.value === '<<' && node.key.type === 'PLAIN') {
      refuse(
        'syntax',
        'YAML 1.2 has no merge keys; repeat the fields, or use an alias for a whole value',
        node.key.range?.[0],
      );
    }
    if (!isNode(node)) return;
    const offset = node.range?.[0];
    if (!isAlias(node) && node.tag !== undefined) refuse('syntax', `tags such as ${node.tag} are not accepted`, offset);
    if (isAlias(node) && node.resolve(tree) === undefined)
      refuse('syntax', `no anchor &${node.source} before this alias`, offset);
    if (isScalar(node) && isInexact(node.value)) {
      refuse(
        'invalid-value',
        `${String(node.source)} is a number too large to be kept exactly; quote it if it is a text`,
        offset,
      );
    }
  });
  return faults;
}

function isInexact(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** Plain data, or undefined and one more fault where aliases multiply beyond bounds. */
function toValue(tree: Document.Parsed, place: (offset: number) => Place, faults: TextFault[]): unknown {
  try {
    return tree.toJS({ maxAliasCount: LIMITS.usesPerAnchor });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const isKnown = faults.some(({ message }) => message.startsWith('no anchor'));
    if (!isKnown) {
      const message = `uses one anchor more than ${LIMITS.usesPerAnchor} times, counting aliases inside it`;
      faults.push({ code: 'too-large', message, place: place(firstAlias(tree)?.range?.[0] ?? 0) });
    }
    return undefined;
  }
}

function firstAlias(tree: Document.Parsed): Alias | undefined {
  let found: Alias | undefined;
  visit(tree, {
    Alias: (_, node) => {
      found = node;
      return visit.BREAK;
    },
  });
  return found;
}
