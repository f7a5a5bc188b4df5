import { stringify } from 'yaml';

/** A document as YAML: long texts are not folded, so that lines can be searched; strings that look like numbers are quoted. */
export function renderYaml(document: unknown): string {
  // What JSON cannot hold (undefined, Date) is brought to its JSON form first, so that both outputs say the same.
  return stringify(JSON.parse(JSON.stringify(document)), { lineWidth: 0, version: '1.1' });
}
