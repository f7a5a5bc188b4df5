import { failure, ok, type Result } from '../../base/result.ts';
import { type JsonValue, MalformedJson, parseExact } from '../../domain/json/exact-json.ts';

/** Why a text is no value, in words that follow it, and what was most likely meant. */
export interface ValueFault {
  readonly message: string;
  readonly suggestion?: string;
}

/** What Go's `strconv.ParseFloat` takes for a number. */
const NUMBER = /^[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|0x[\da-f.]+p[+-]?\d+|inf(inity)?|nan)$/i;

/**
 * The JSON that the text of a `value` stands for, by the rules of Velero's `addQuotes` (`json_patch.go`): true, false,
 * null, numbers, maps and lists are what they look like; everything else, and what is in quotes of its own, is a text, in
 * which JSON's escapes count. What is neither would fail in Velero with every object; here it is a fault.
 */
export function parsePatchValue(text: string): Result<JsonValue, ValueFault> {
  if (text === '') return ok('');
  const quotes = /^"([^]*)"$/.exec(text);
  if (text.startsWith('"') && text.endsWith('"')) return parseText(quotes?.[1] ?? '');
  if (text === 'null') return ok(null);
  if (/^(true|false)$/i.test(text)) return parseWord(text);
  if (text.startsWith('{') || text.startsWith('[')) return parseJson(text, 'looks like JSON, and is none');
  if (NUMBER.test(text)) return parseJson(text, 'is a number that JSON cannot say; quote it twice to have the text');
  return parseText(text);
}

function parseWord(text: string): Result<JsonValue, ValueFault> {
  const word = text.toLowerCase();
  if (text === word) return ok(word === 'true');
  return failure({ message: `is ${word} in no spelling of JSON`, suggestion: word });
}

function parseText(inside: string): Result<JsonValue, ValueFault> {
  const fault = 'is no text of JSON; put a backslash before each quote and backslash, and write line ends as \\n';
  return parseJson(`"${inside}"`, fault);
}

/** Numbers keep their digits, however large. */
function parseJson(text: string, message: string): Result<JsonValue, ValueFault> {
  try {
    JSON.parse(text);
    return ok(parseExact(`{"value":${text}}`)['value'] as JsonValue);
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof MalformedJson)) throw error;
    return failure({ message });
  }
}
