/** What is wrong with a policy's text. Each code is a row of the table in `docs/policies.md`. */
export type DiagnosticCode =
  | 'syntax'
  | 'too-large'
  | 'not-a-policy'
  | 'unknown-version'
  | 'unknown-kind'
  | 'unknown-field'
  | 'missing-field'
  | 'invalid-value'
  | 'conflict'
  | 'duplicate'
  | 'unknown-reference'
  | 'not-supported'
  | 'volume-data-not-covered'
  | 'doubtful';

/** A place in a text that a person wrote; lines and columns count from 1, columns in UTF-16 code units. */
export interface Place {
  /** As it was given: a path, `-` for standard input, `configmap:<namespace>/<name>`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Set for YAML inside a ConfigMap's data: the key, and the place inside its value. */
  readonly within?: { readonly key: string; readonly line: number; readonly column: number };
}

/** One problem of one policy document, with its place. Errors make the document unusable, warnings do not. */
export interface Diagnostic extends Place {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  /** One sentence; does not repeat place, path and suggestion. */
  readonly message: string;
  /** `spec.includedNamespaces[0]`; empty where the problem is the document's as a whole. */
  readonly path: string;
  /** What was most likely meant, as it would be written. */
  readonly suggestion?: string;
  /** `BackupPolicy/nightly`, as far as the text tells: `BackupPolicy/?`, `?/nightly`, or nothing. */
  readonly document?: string;
}
