import { problemsOf, publishedSchemas } from './published-schemas.ts';

/** The published schema of a result document. */
export const resultSchema = publishedSchemas.get('result')!;

/** What the published schema has against a result document; empty when it is valid. */
export function problemsOfResult(text: string): string[] {
  return problemsOf('result', JSON.parse(text));
}
