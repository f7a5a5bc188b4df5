import { isAlias, isCollection, isMap, isPair, isScalar, parseDocument, type Scalar } from 'yaml';
import { failure, ok, type Result } from '../../base/result.ts';
import { isJsonObject, type JsonObject, parseExact } from '../../domain/json/exact-json.ts';
import { LIMITS, parseWithinLimits } from '../source/limits.ts';
import { meaningOf } from './scalar-text.ts';

/**
 * The map that the text of a `patchData` is, YAML or JSON as Velero reads it; numbers keep their digits. The error is the
 * end of a sentence, with line and column in the text.
 */
export function parsePatchData(text: string): Result<JsonObject, string> {
  const limited = parseWithinLimits(text);
  if (!limited.ok) return failure(limited.error.message);
  const tree = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true });
  const [error] = tree.errors;
  if (error !== undefined) return failure(`is no YAML: ${(error.message.split('\n')[0] ?? '').replace(/:$/, '')}`);
  try {
    const value = toJson(tree.contents, 0);
    return isJsonObject(value) ? ok(value) : failure('is no map');
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown;
    return failure(thrown.message);
  }
}

/** Something that JSON cannot say. */
class Unreadable extends Error {}

function toJson(node: unknown, depth: number): unknown {
  if (depth > LIMITS.depth) throw new Unreadable(`is nested deeper than ${LIMITS.depth} levels`);
  if (isAlias(node)) throw new Unreadable('has an alias; write the value out');
  if (isScalar(node)) return scalarValue(node);
  if (!isCollection(node)) return null;
  if (!isMap(node)) return node.items.map((item) => toJson(item, depth + 1));
  return Object.fromEntries(
    node.items.map((pair) => {
      if (!isPair(pair) || !isScalar(pair.key)) throw new Unreadable('has a key that is no text');
      return [keyOf(pair.key), toJson(pair.value, depth + 1)];
    }),
  );
}

function keyOf(key: Scalar): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? '');
}

function scalarValue(scalar: Scalar): unknown {
  const { tag, value, source = '' } = scalar;
  if (tag !== undefined && !tag.startsWith('tag:yaml.org,2002:')) throw new Unreadable(`has a tag ${tag}`);
  const meaning = meaningOf(scalar);
  switch (meaning.is) {
    case 'null':
      return null;
    case 'boolean':
      return meaning.value;
    case 'integer':
      return numberOf(meaning.digits);
    case 'text':
      return typeof value === 'number' ? fractionOf(source, value) : value;
  }
}

/** As written, where JSON can write it so. */
function fractionOf(source: string, value: number): unknown {
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(source)) return numberOf(source);
  if (!Number.isFinite(value)) throw new Unreadable(`has ${source}, which is no number of JSON`);
  return value;
}

function numberOf(text: string): unknown {
  return parseExact(`{"number":${text}}`)['number'];
}
