import { problemsOf } from './published-schemas.ts';

/** What the published schema has against a list; empty when it is valid. */
export function problemsOfList(text: string): string[] {
  return problemsOf('list', JSON.parse(text));
}
