import { isPattern } from '../domain/selection/glob.ts';
import { isDnsLabel } from './names.ts';

/**
 * Why an entry of a namespace list cannot be used, in words that follow it; undefined where it can. Velero's rules
 * (`pkg/util/wildcard`): `*`, `?` and `[abc]` are the whole language, and what remains must be a namespace's name.
 */
export function namespaceFault(entry: string): string | undefined {
  const foreign = /[|()!{},]/.exec(entry);
  if (foreign !== null) return `holds ${foreign[0]}; patterns know only *, ? and [abc]`;
  if (entry.includes('**')) return 'holds two asterisks in a row; one matches any run of characters';
  const brackets = bracketFault(entry);
  if (brackets !== undefined) return brackets;
  if (isDnsLabel(entry.replaceAll(/[*?[\]]/g, 'x'))) return undefined;
  return isPattern(entry) ? 'cannot match the name of any namespace' : 'is not a namespace name (a DNS label)';
}

/**
 * Why an entry of a resource list cannot name a type, in words that follow it; undefined where it can: plural,
 * singular, short name or kind, with or without group, and patterns.
 */
export function resourceFault(entry: string): string | undefined {
  if (entry.includes('/')) return 'holds a slash; write resource.group, as in deployments.apps';
  if (/[\s,;]/.test(entry.trim())) return 'holds more than one name; write a list with one entry for each';
  if (entry !== entry.trim()) return 'has space around it';
  const brackets = bracketFault(entry);
  if (brackets !== undefined) return brackets;
  return /^[A-Za-z0-9*?[\]][A-Za-z0-9.*?[\]-]*$/.test(entry) ? undefined : 'is not the name of a type';
}

function bracketFault(entry: string): string | undefined {
  for (let i = 0; i < entry.length; i++) {
    if (entry[i] === ']') return 'has a ] without a [';
    if (entry[i] !== '[') continue;
    const end = entry.indexOf(']', i);
    if (end < 0) return 'has a [ without a ]';
    if (end === i + 1) return 'has an empty []';
    i = end;
  }
  return undefined;
}
