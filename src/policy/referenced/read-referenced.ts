import type { Diagnostic, Place } from '../../domain/diagnostic.ts';
import { type Finding, clipped, formatPath, type Path } from '../finding.ts';
import { checkSchema } from '../schema/check-schema.ts';
import type { Validator } from '../schema/schema-error.ts';
import { withoutMisfits } from '../schema/without-misfits.ts';
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

/** A document, with what its rules need. */
export interface Readable<D> {
  readonly document: D;
  /** The text of the scalar at a path as Velero reads it where it wants a text; undefined for none. */
  readonly textAt: (path: Path) => string | undefined;
}

/** What is done with a document: its schema, every breach of its rules, and what it becomes without any. */
export interface Steps<D, T> {
  readonly validate: Validator;
  /** Of what the schema leaves of a document: its own fields may be missing, its lists have holes (`withoutMisfits`). */
  readonly check: (readable: Readable<Partial<D>>) => readonly Finding[];
  readonly build: (readable: Readable<D>) => T;
}

/** Text → value: syntax, then schema and rules, all problems at once, each with its place. Never throws for a text. */
export function readReferenced<D, T>({ source }: ReferencedText, { validate, check, build }: Steps<D, T>): Checked<T> {
  const [raw, second] = splitDocuments(source.text);
  if (raw === undefined || second !== undefined) {
    const message = raw === undefined ? 'holds no document' : 'holds more than one document, of which Velero reads one';
    return refused([{ severity: 'error', code: 'syntax', message, path: '', ...source.placeOf(second?.start ?? 0) }]);
  }
  const { value, faults, placeOf, sourceOf, tree } = readYaml(source, raw);
  if (value === undefined || tree === undefined) return refused(toDiagnostics(faults));
  const textAt = (path: Path): string | undefined => {
    const scalar = scalarAt(tree, path);
    return scalar === undefined ? undefined : textOf(scalar);
  };
  const misfits = checkSchema(validate, value, sourceOf);
  const rest = withoutMisfits(validate, value);
  const breaches = rest === undefined ? [] : check({ document: rest, textAt });
  const findings = [
    ...misfits,
    ...breaches.filter(({ path }) => !misfits.some((misfit) => isWithin(misfit.path, path))),
  ];
  const located = findings.map((finding) => diagnosticOf(finding, placeOf(finding.path, finding.at ?? 'value')));
  const diagnostics = [...toDiagnostics(faults), ...located].toSorted((a, b) => a.line - b.line || a.column - b.column);
  const isValid = diagnostics.every(({ severity }) => severity === 'warning');
  return { diagnostics, value: isValid ? build({ document: value as D, textAt }) : undefined };
}

/** What a rule says of a value of which the schema refuses a part may only follow from that. */
function isWithin(part: Path, whole: Path): boolean {
  return whole.every((step, i) => part[i] === step);
}

function refused(diagnostics: readonly Diagnostic[]): Checked<never> {
  return { diagnostics, value: undefined };
}

function diagnosticOf({ severity, code, message, path, suggestion }: Finding, place: Place): Diagnostic {
  const words = { message: clipped(message, 600), path: clipped(formatPath(path), 300) };
  return { severity, code, ...words, ...place, ...(suggestion === undefined ? {} : { suggestion }) };
}
