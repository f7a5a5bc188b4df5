import { type Document, isCollection, isScalar, parseDocument, visit } from 'yaml';

/** Readers differ in what they take for a number (`0o17`, `1_000`, `12:30`): a text that begins like one stays quoted. */
const LIKE_A_NUMBER = /^[-+.\d]/;

/**
 * The JSON text of an object as YAML for people: fields in its order, numbers digit by digit, texts quoted where an older
 * reader would take them for something else. Long texts are not folded.
 */
export function renderItemYaml(json: string): string {
  const document = parseDocument(json, { version: '1.1', intAsBigInt: true, uniqueKeys: false });
  visit(document, (_, node) => {
    if (isCollection(node)) node.flow = isEmpty(node.items);
    if (isScalar(node) && typeof node.value === 'string' && !LIKE_A_NUMBER.test(node.value)) delete node.type;
  });
  return (document as Document).toString({ lineWidth: 0 });
}

function isEmpty(items: readonly unknown[]): boolean {
  return items.length === 0;
}
