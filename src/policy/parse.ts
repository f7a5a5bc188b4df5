import type { Diagnostic, Place } from '../domain/diagnostic.ts';
import { checkDocument, type CheckedDocument } from './check-document.ts';
import { DEFAULTS } from './defaults.ts';
import type { Policy } from './kinds.ts';
import { checkReferences } from './references.ts';
import { type ConfigMapManifest, readStream } from './source/read-stream.ts';
import { defaultLocationOf } from './velero/storage-location.ts';

export type { Policy } from './kinds.ts';

/** One text with policies. */
export interface PolicyFile {
  /** How diagnostics call it: a path, `-`, `configmap:<namespace>/<name>/<key>`. */
  readonly name: string;
  readonly text: string;
}

/** A policy document as it was found, valid or not: for telling "not there" from "there, and wrong". */
export interface FoundDocument {
  /** The kind it has among ours; undefined where the text does not tell. */
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly place: Place;
  /** Undefined where the document has errors. */
  readonly policy: Policy | undefined;
  /** As written, in our form where it was Velero's: what overrides of single fields can be laid over. */
  readonly document: unknown;
  /** Whether its text is faulty: what seems unset may only be unread. */
  readonly isFaultyText: boolean;
}

/** Everything that some texts say about policies. */
export interface ParsedPolicies {
  /** The valid ones; each refers to a valid location. */
  readonly documents: readonly Policy[];
  readonly found: readonly FoundDocument[];
  /** All problems of all documents, in the order of the texts. */
  readonly diagnostics: readonly Diagnostic[];
  /** The manifests of ConfigMaps, to which policies may refer. */
  readonly configMaps: readonly ConfigMapManifest[];
  /** How many other Kubernetes objects the texts hold, ConfigMaps among them. */
  readonly ignored: number;
}

/**
 * Text → policies: syntax, schema, rules, defaults, for every document on its own, so that a bad one hides no other; then
 * what holds among them (references, names). Texts are streams of YAML or JSON and may hold ConfigMap manifests with
 * policies in their data, Velero's documents, and other Kubernetes objects. `now` decides which changes of clocks lie
 * ahead, nothing else. Never throws for what a text holds.
 */
export function parsePolicies(files: readonly PolicyFile[], now: Date): ParsedPolicies {
  const streams = files.map(({ name, text }) => readStream(name, text));
  const texts = streams.flatMap((stream) => stream.texts);
  const defaultLocation = defaultLocationOf(texts) ?? DEFAULTS.storageLocation;
  const checked = checkReferences(
    texts.map((text) => checkDocument(text, { now, defaultLocation })),
    defaultLocation,
  );
  const diagnostics = [
    ...streams.flatMap((stream) => stream.diagnostics),
    ...checked.flatMap((one) => one.diagnostics),
  ];
  return {
    documents: checked.flatMap(({ policy }) => (policy === undefined ? [] : [policy])),
    found: checked.map(toFound),
    diagnostics: inOrder(diagnostics, files),
    configMaps: streams.flatMap((stream) => stream.configMaps),
    ignored: streams.reduce((sum, { ignored }) => sum + ignored, 0),
  };
}

function toFound({ kind, name, place, policy, document, isFaultyText }: CheckedDocument): FoundDocument {
  return { kind, name, place, policy, document, isFaultyText };
}

function inOrder(diagnostics: readonly Diagnostic[], files: readonly PolicyFile[]): Diagnostic[] {
  const rank = new Map(files.map(({ name }, i) => [name, i]));
  const rankOf = ({ file }: Diagnostic): number => rank.get(file) ?? 0;
  return diagnostics.toSorted((a, b) => rankOf(a) - rankOf(b) || a.line - b.line || a.column - b.column);
}
