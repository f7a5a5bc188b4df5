import type { Diagnostic } from '../../domain/diagnostic.ts';
import { type Finding, clipped, formatPath, type Path } from '../finding.ts';
import { checkSchema } from '../schema/check-schema.ts';
import type { Validator } from '../schema/schema-error.ts';
import { scalarAt } from '../source/locate.ts';
import { toDiagnostics } from '../source/read-stream.ts';
import { readYaml } from '../source/read-yaml.ts';
import { splitDocuments } from '../source/split-documents.ts';
import type { TextSource } from '../source/text-source.ts';
import { textOf } from './scalar-text.ts';

/** A text in a ConfigMap to which a policy refers. */
export interface ReferencedText {
  /** What it is called in results: `configmap:<namespace>/<name>/<key>`, or the file of the manifest. */
  readonly name: string;
  readonly source: TextSource;
  /** Of the text, hex. */
  readonly sha256: string;
}

/** What such a text comes to: all that is wrong with it, or, where there are no errors, what it says. */
export interface Checked<T> {
  readonly diagnostics: readonly Diagnostic[];
  readonly value: T | undefined;
}

/** A document that satisfies its schema, with what its rules need. */
export interface Readable<D> {
  readonly document: D;
  /** The text of the scalar at a path as Velero reads it where it wants a text; undefined for none. */
  readonly textAt: (path: Path) => string | undefined;
}

/** What is done with a document that satisfies its schema: every breach of its rules, and what it becomes without any. */
export interface Steps<D, T> {
  readonly validate: Validator;
  readonly check: (readable: Readable<D>) => readonly Finding[];
  readonly build: (readable: Readable<D>) => T;
}

/** Text → value: syntax, schema, rules, all problems of a stage at once, each with its place. Never throws for a text. */
export function readReferenced<D, T>({ source }: ReferencedText, { validate, check, build }: Steps<D, T>): Checked<T> {
  const [raw, second] = splitDocuments(source.text);
  if (raw === undefined || second !== undefined) {
    const message = raw === undefined ? 'holds no document' : 'holds more than one document, of which Velero reads one';
    return refused([{ severity: 'error', code: 'syntax', message, path: '', ...source.placeOf(second?.start ?? 0) }]);
  }
  const { value, faults, placeOf, sourceOf, tree } = readYaml(source, raw);
  const locate = (finding: Finding): Diagnostic => located(finding, placeOf(finding.path, finding.at ?? 'value'));
  if (value === undefined || tree === undefined || faults.length > 0) return refused(toDiagnostics(faults));
  const misfits = checkSchema(validate, value, sourceOf);
  if (misfits.length > 0) return refused(misfits.map(locate));
  const textAt = (path: Path): string | undefined => {
    const scalar = scalarAt(tree, path);
    return scalar === undefined ? undefined : textOf(scalar);
  };
  const readable = { document: value as D, textAt };
  const diagnostics = check(readable).map(locate);
  const isValid = diagnostics.every(({ severity }) => severity === 'warning');
  return { diagnostics, value: isValid ? build(readable) : undefined };
}

function refused(diagnostics: readonly Diagnostic[]): Checked<never> {
  return { diagnostics, value: undefined };
}

function located({ severity, code, message, path, suggestion }: Finding, place: ReturnType<TextSource['placeOf']>) {
  const words = { message: clipped(message, 600), path: clipped(formatPath(path), 300) };
  return { severity, code, ...words, ...place, ...(suggestion === undefined ? {} : { suggestion }) };
}
