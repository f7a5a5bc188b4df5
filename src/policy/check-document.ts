import type { Diagnostic, Place } from '../domain/diagnostic.ts';
import { nearestName } from '../domain/nearest-name.ts';
import { type Finding, clipped, formatPath, type Path, quoted } from './finding.ts';
import { KIND_STEPS, type Policy } from './kinds.ts';
import { checkSchema } from './schema/check-schema.ts';
import { API_VERSION, KINDS, nameOfValue, RESERVED_KINDS, type VELERO_KINDS } from './source/classify.ts';
import { type PolicyText, toDiagnostics } from './source/read-stream.ts';
import { OUR_KIND, translate } from './velero/translate.ts';

/** A document with everything that is wrong with it alone. */
export interface CheckedDocument {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly place: Place;
  /** The document in our form, as written. */
  readonly document: unknown;
  /** Whether its text is faulty: what seems unset may only be unread. */
  readonly isFaultyText: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Undefined where there are errors. */
  readonly policy: Policy | undefined;
  /** Gives a finding about the document in our form its place. */
  readonly locate: (finding: Finding) => Diagnostic;
}

/** What checking needs beside the document. */
export interface CheckFacts {
  readonly now: Date;
  /** Location of policies that name none. */
  readonly defaultLocation: string;
}

/** Takes one document through schema, rules and defaults. */
export function checkDocument(text: PolicyText, facts: CheckFacts): CheckedDocument {
  const own = text.sort === 'velero' ? fromVelero(text) : fromOurs(text);
  const { kind, document, findings, sourcePath } = own;
  const name = nameOfValue(document ?? text.value) ?? text.nameAtGlance;
  const label = kind === undefined && name === undefined ? undefined : `${kind ?? '?'}/${name ?? '?'}`;
  const locate = (finding: Finding): Diagnostic => located(text, finding, sourcePath(finding.path), label);
  const known = document === undefined ? undefined : KINDS.find((one) => one === kind);
  const steps = known === undefined ? undefined : KIND_STEPS[known];
  const sourceOf = (path: Path) => text.sourceOf(sourcePath(path));
  const inOurForm = known === undefined ? [] : findingsOf(known, document, facts.now, sourceOf).map(locate);
  const inWrittenForm = findings.map((finding) => located(text, finding, finding.path, label));
  const diagnostics = [...toDiagnostics(text.faults, label), ...inWrittenForm, ...inOurForm];
  const isValid = steps !== undefined && diagnostics.every(({ severity }) => severity === 'warning');
  const policy = isValid ? steps.build(document, facts.defaultLocation) : undefined;
  return { kind, name, place: text.place, document, isFaultyText: text.faults.length > 0, diagnostics, policy, locate };
}

/** Everything that schema and rules find in a document in our form; `sourceOf` gives a scalar as it was written. */
export function findingsOf(
  kind: (typeof KINDS)[number],
  document: unknown,
  now: Date,
  sourceOf: (path: Path) => string | undefined,
): Finding[] {
  const { validate, check } = KIND_STEPS[kind];
  const refused = checkSchema(validate, document, sourceOf);
  const rest = withoutRefused(document, refused);
  return rest === undefined ? [...refused] : [...refused, ...check(rest.document, { now, refused: rest.fields })];
}

interface OwnForm {
  readonly kind: string | undefined;
  readonly document: unknown;
  /** Paths are those of the text. */
  readonly findings: readonly Finding[];
  readonly sourcePath: (path: Path) => Path;
}

function fromVelero({ head, value }: PolicyText): OwnForm {
  const kind = head.kind as (typeof VELERO_KINDS)[number];
  if (value !== undefined) return translate(kind, value);
  return { kind: OUR_KIND[kind], document: undefined, findings: [], sourcePath: (path) => path };
}

function fromOurs({ head, value }: PolicyText): OwnForm {
  const kind = typeof head.kind === 'string' ? head.kind : undefined;
  const isReadable = kind !== undefined && KINDS.some((one) => one === kind) && head.apiVersion === API_VERSION;
  const findings = isReadable || value === undefined ? [] : headFindings(head.apiVersion, kind);
  return { kind, document: findings.length > 0 ? undefined : value, findings, sourcePath: (path) => path };
}

function headFindings(apiVersion: unknown, kind: string | undefined): Finding[] {
  const findings: Finding[] = [];
  if (apiVersion === undefined) {
    findings.push({
      severity: 'error',
      code: 'missing-field',
      message: 'apiVersion is missing',
      path: [],
      suggestion: API_VERSION,
    });
  } else if (apiVersion !== API_VERSION) {
    const message = `${JSON.stringify(apiVersion)} is not known to this release, which reads ${API_VERSION}`;
    findings.push({ severity: 'error', code: 'unknown-version', message, path: ['apiVersion'] });
  }
  if (kind === undefined) {
    findings.push({ severity: 'error', code: 'missing-field', message: 'kind is missing', path: [] });
  } else if (RESERVED_KINDS.includes(kind)) {
    findings.push({
      severity: 'error',
      code: 'not-supported',
      message: `${kind} is not in this release`,
      path: ['kind'],
    });
  } else if (!KINDS.some((one) => one === kind)) {
    const message = `there is no kind ${quoted(kind)}`;
    findings.push({
      severity: 'error',
      code: 'unknown-kind',
      message,
      path: ['kind'],
      suggestion: nearestName(kind, KINDS),
    });
  }
  return findings;
}

/** What a text says is shown, and a text can be long. */
const LONGEST_MESSAGE = 600;
const LONGEST_PATH = 300;

function located(text: PolicyText, finding: Finding, path: Path, document: string | undefined): Diagnostic {
  const { severity, code, message, suggestion, at = 'value' } = finding;
  return {
    severity,
    code,
    message: clipped(message, LONGEST_MESSAGE),
    path: clipped(formatPath(path), LONGEST_PATH),
    ...text.placeOf(path, at),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(document === undefined ? {} : { document }),
  };
}

/**
 * The document without the fields that its schema refuses, so that rules can speak about the others at the same time.
 * Undefined where what is refused is not a field of `spec`.
 */
function withoutRefused(
  document: unknown,
  refused: readonly Finding[],
): { readonly document: unknown; readonly fields: ReadonlySet<string> } | undefined {
  const fields = new Set<string>();
  for (const { path } of refused) {
    const [root, field] = path;
    if (root === 'metadata' || root?.toString().startsWith('x-')) continue;
    if (root === 'spec' && typeof field === 'string') fields.add(field);
    else if (root !== 'spec' || !isMap((document as { spec?: unknown }).spec)) return undefined;
  }
  if (!isMap(document) || !isMap(document['spec'])) return undefined;
  const spec = Object.fromEntries(Object.entries(document['spec']).filter(([key]) => !fields.has(key)));
  return { document: { ...document, spec }, fields };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
