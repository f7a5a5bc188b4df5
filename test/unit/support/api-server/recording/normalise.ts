/** What differs from one time to the next, and what stands for it. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '(uid)'],
  [/"resourceVersion":"\d+"/g, '"resourceVersion":"(version)"'],
  [/"((?:creation|deletion)Timestamp|lastTransitionTime)":"[^"]+"/g, '"$1":"(time)"'],
  [/"continue":"[^"]+"/g, '"continue":"(token)"'],
  [/"ca\.crt":"[^"]+"/g, '"ca.crt":"(certificate)"'],
  [/record \(\d+\)/g, 'record (version)'],
];

/** What only the real server says, or says at more length. */
const LEFT_OUT: readonly RegExp[] = [
  /(?<=continue key is not valid)(?:[^"\\]|\\.)*/g,
  /,"storageVersionHash":"[^"]*"/g,
  /,"reason":"RBAC(?:[^"\\]|\\.)*"/g,
  /,"nonResourceRules":\[.*?\](?=,"incomplete")/g,
];

/** The rules of a review come in no particular order. */
const RULES = /(?<="resourceRules":\[\{).*?(?=\}\],"incomplete")/;

/** An answer's body, byte for byte but for what varies, what the memory server leaves out, and `managedFields`. */
export function normalise(body: string): string {
  const plain = LEFT_OUT.reduce((text, pattern) => text.replaceAll(pattern, ''), withoutManagedFields(body));
  const sorted = plain.replace(RULES, (rules) => rules.split('},{').toSorted().join('},{'));
  return VARYING.reduce((text, [pattern, replacement]) => text.replaceAll(pattern, replacement), sorted);
}

function withoutManagedFields(text: string): string {
  const start = text.search(/,?"managedFields":\[/);
  if (start < 0) return text;
  let at = text.indexOf('[', start);
  for (let depth = 0; at < text.length; at += 1) {
    if (text[at] === '[') depth += 1;
    if (text[at] === ']') depth -= 1;
    if (depth === 0) break;
  }
  const isFirst = text[start] !== ',';
  const end = isFirst && text[at + 1] === ',' ? at + 2 : at + 1;
  return withoutManagedFields(text.slice(0, start) + text.slice(end));
}
