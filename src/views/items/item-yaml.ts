import { type Document, isCollection, isScalar, parseDocument, type Tags, visit } from 'yaml';

/** Readers differ in what they take for a number (`0o17`, `1_000`, `12:30`): a text that begins like one stays quoted. */
const LIKE_A_NUMBER = /^[-+.\d]/;

/** Bare, an older reader takes them for "merge this in" and "the default value": https://yaml.org/type/merge.html, value.html. */
const LIKE_A_TAG: ReadonlySet<string> = new Set(['<<', '=']);

/** What YAML does not allow bare, and what YAML 1.1 takes for the end of a line; the YAML library escapes neither. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

/**
 * The JSON text of an object as YAML for people: fields in its order, numbers digit by digit, texts quoted where an older
 * reader would take them for something else. Long texts are not folded.
 */
export function renderItemYaml(json: string): string {
  const document = parseDocument(json, {
    version: '1.1',
    customTags: withoutMerge,
    intAsBigInt: true,
    uniqueKeys: false,
  });
  visit(document, (_, node) => {
    if (isCollection(node)) node.flow = isEmpty(node.items);
    if (isScalar(node) && typeof node.value === 'string' && mayBeBare(node.value)) delete node.type;
  });
  const yaml = (document as Document).toString({ lineWidth: 0 });
  return UNPRINTABLE.test(yaml) ? yaml.replaceAll(new RegExp(UNPRINTABLE, 'g'), escaped) : yaml;
}

/** The YAML library writes every `<<` bare where it knows what that means. */
function withoutMerge(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:merge');
}

function mayBeBare(text: string): boolean {
  return !LIKE_A_NUMBER.test(text) && !LIKE_A_TAG.has(text) && !UNPRINTABLE.test(text);
}

/** Within double quotes, where such a character always is. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isEmpty(items: readonly unknown[]): boolean {
  return items.length === 0;
}
