import { type Alias, Composer, type Document, isScalar, type Range, visit, type YAMLError } from 'yaml';
import type { DiagnosticCode, Place } from '../../domain/diagnostic.ts';
import type { Path } from '../finding.ts';
import { LIMITS, parseWithinLimits } from './limits.ts';
import { offsetAt, scalarSourceAt } from './locate.ts';
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
  /** The scalar at a path as it was written; undefined for anything else. */
  readonly sourceOf: (path: Path) => string | undefined;
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
    sourceOf: () => undefined,
    tree: undefined,
  });
  if (text.length > maxLength) return unreadable('too-large', `has more than ${maxLength / 1024} KiB`, 0);
  const parsed = parseWithinLimits(text);
  if (!parsed.ok) return unreadable('too-large', parsed.error.message, parsed.error.offset);
  const [tree, second] = new Composer(OPTIONS).compose(parsed.value, true, text.length);
  if (tree === undefined) return unreadable('syntax', 'holds no document', 0);
  if (second !== undefined) return unreadable('syntax', 'more than one document without a marker', second.range[0]);
  const aliasFaults = refuseAliases(tree, place);
  const faults = [
    ...tree.errors.map((error) => faultOf(error, text, place)),
    ...refuseForms(tree, place),
    ...aliasFaults,
  ];
  const isBroken = tree.errors.some(({ code }) => code !== 'DUPLICATE_KEY') || aliasFaults.length > 0;
  const value = isBroken ? undefined : toValue(tree, place, faults);
  return {
    value,
    faults,
    placeOf: (path, at) => place(offsetAt(tree, path, at)),
    sourceOf: (path) => scalarSourceAt(tree, path),
    tree,
  };
}

function faultOf({ code, message, pos }: YAMLError, text: string, place: (offset: number) => Place): TextFault {
  switch (code) {
    case 'DUPLICATE_KEY':
      return { code: 'duplicate', message: `${keyAt(text, pos[0])} is there already`, place: place(pos[0]) };
    case 'TAB_AS_INDENT':
      return { code: 'syntax', message: 'tabs cannot indent in YAML; use spaces', place: place(pos[0]) };
    case 'NON_STRING_KEY':
      return { code: 'syntax', message: 'keys are plain strings', place: place(pos[0]) };
    default:
      return { code: 'syntax', message: lowerFirst(message), place: place(pos[0]) };
  }
}

function keyAt(text: string, offset: number): string {
  return /^[\w./-]+/.exec(text.slice(offset, offset + 80))?.[0] ?? 'this key';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** What parses, and is refused all the same. */
function refuseForms(tree: Document.Parsed, place: (offset: number) => Place): TextFault[] {
  const faults: TextFault[] = [];
  const refuse = (code: TextFault['code'], message: string, node?: { range?: Range | null | undefined }): void => {
    faults.push({ code, message, place: place(node?.range?.[0] ?? 0) });
  };
  const { version } = tree.directives.yaml;
  if (version !== '1.2') refuse('syntax', `policies are YAML 1.2, not ${version}`);
  visit(tree, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') refuse('syntax', NO_MERGE_KEYS, key);
    },
    Value: (_, node) => {
      if (node.tag !== undefined) refuse('syntax', `tags such as ${node.tag} are not accepted`, node);
      if (isScalar(node) && isInexact(node.value)) {
        const message = `${node.source} is a number too large to be kept exactly; quote it if it is a text`;
        refuse('invalid-value', message, node);
      }
    },
  });
  return faults;
}

const NO_MERGE_KEYS = 'YAML 1.2 has no merge keys; repeat the fields, or use an alias for a whole value';

function isInexact(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** Aliases that lead nowhere, or into themselves. */
function refuseAliases(tree: Document.Parsed, place: (offset: number) => Place): TextFault[] {
  const faults: TextFault[] = [];
  visit(tree, {
    Alias: (_, alias, ancestors) => {
      const anchored = alias.resolve(tree);
      if (anchored !== undefined && !ancestors.includes(anchored)) return;
      const name = `&${alias.source}`;
      const message =
        anchored === undefined ? `there is no anchor ${name} before this alias` : `${name} contains itself`;
      faults.push({ code: 'syntax', message, place: place(alias.range?.[0] ?? 0) });
    },
  });
  return faults;
}

/** Plain data, or undefined and one more fault where aliases multiply beyond bounds. */
function toValue(tree: Document.Parsed, place: (offset: number) => Place, faults: TextFault[]): unknown {
  try {
    return tree.toJS({ maxAliasCount: LIMITS.usesPerAnchor });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error; // with every alias resolved, yaml's word for too many of them
    const message = `uses one anchor more than ${LIMITS.usesPerAnchor} times, counting aliases inside it`;
    faults.push({ code: 'too-large', message, place: place(firstAlias(tree)?.range?.[0] ?? 0) });
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
