import type { Finding } from '../finding.ts';

/** What rules may know beside the document. */
export interface RuleFacts {
  readonly now: Date;
  /** Fields of `spec` that the schema refused: they are left out of the document, and nothing can be concluded from that. */
  readonly refused: ReadonlySet<string>;
}

/** One condition that a schema cannot say, over a document that satisfies its schema. Returns every breach. */
export type Rule<D> = (document: D, facts: RuleFacts) => Finding[];
