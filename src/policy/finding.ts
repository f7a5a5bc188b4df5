import type { DiagnosticCode } from '../domain/diagnostic.ts';

/** Keys and indexes from a document's root to a value: `['spec', 'includedNamespaces', 0]`. */
export type Path = readonly (string | number)[];

/** A diagnostic before it has a place: what rules return, so that they know nothing of texts. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly path: Path;
  /** Whether the place is the value at the path, or its key. */
  readonly at?: 'key' | 'value';
  readonly suggestion?: string | undefined;
}

/** `spec.includedNamespaces[0]`, `metadata.labels["a.b/c"]`. */
export function formatPath(path: Path): string {
  return path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** A text as a message shows it: as JSON, and not longer than a message can bear. */
export function quoted(text: string): string {
  return JSON.stringify(clipped(text, 80));
}

/** A text cut to a length, with a mark where it was cut. */
export function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** An error about the value at a path. */
export function invalid(path: Path, message: string, suggestion?: string): Finding {
  return { severity: 'error', code: 'invalid-value', message, path, suggestion };
}

/** An error about a key of a map whose keys are names. */
export function invalidKey(path: Path, message: string): Finding {
  return { severity: 'error', code: 'invalid-value', message, path, at: 'key' };
}

/** An error about fields that cannot stand together; shown at the key of the one that should go. */
export function conflict(path: Path, message: string): Finding {
  return { severity: 'error', code: 'conflict', message, path, at: 'key' };
}

/** A warning: valid, and most likely not what was meant. */
export function doubtful(path: Path, message: string, suggestion?: string): Finding {
  return { severity: 'warning', code: 'doubtful', message, path, suggestion };
}
