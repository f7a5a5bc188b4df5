import type { Diagnostic, Place } from '../../domain/diagnostic.ts';
import { clipped, type Path } from '../finding.ts';
import {
  type Head,
  headOf,
  headOfText,
  isListOfPolicies,
  nameOfText,
  nameOfValue,
  type Sort,
  sortOf,
} from './classify.ts';
import { type DataText, dataTextsOf, holdsPolicies, isConfigMap } from './config-map.ts';
import { LIMITS } from './limits.ts';
import { type ReadDocument, readYaml, type TextFault } from './read-yaml.ts';
import { type RawDocument, splitDocuments } from './split-documents.ts';
import { fileSource, type TextSource } from './text-source.ts';

/** One policy document of a stream, ours or Velero's. */
export interface PolicyText {
  readonly sort: 'lifeboat' | 'velero';
  readonly head: Head;
  /** The name it seems to have, for documents that cannot be read. */
  readonly nameAtGlance: string | undefined;
  /** As YAML gave it; undefined where its syntax left nothing. */
  readonly value: unknown;
  /** What is wrong with the text itself. */
  readonly faults: readonly TextFault[];
  readonly place: Place;
  /** The scalar at a path as it was written. */
  readonly sourceOf: (path: Path) => string | undefined;
  readonly placeOf: (path: Path, at: 'key' | 'value') => Place;
}

/** What a stream holds. */
export interface StreamContents {
  readonly texts: readonly PolicyText[];
  /** Problems of documents that belong to no policy. */
  readonly diagnostics: readonly Diagnostic[];
  /** The manifests of ConfigMaps, to which policies may refer. */
  readonly configMaps: readonly ConfigMapManifest[];
  /** Other Kubernetes objects. */
  readonly ignored: number;
}

/** A ConfigMap as a manifest has it. */
export interface ConfigMapManifest {
  readonly name: string;
  readonly place: Place;
  /** Those of `data` that are texts. */
  readonly texts: readonly DataText[];
}

/** Finds the policies in a text, also inside ConfigMap manifests, and reads their YAML. */
export function readStream(file: string, text: string): StreamContents {
  return readSource(fileSource(file, text), 'outer');
}

function readSource(source: TextSource, level: 'outer' | 'inner'): StreamContents {
  return joined(splitDocuments(source.text).map((raw) => readDocument(source, raw, level)));
}

function joined(parts: readonly StreamContents[]): StreamContents {
  return {
    texts: parts.flatMap(({ texts }) => texts),
    diagnostics: parts.flatMap(({ diagnostics }) => diagnostics),
    configMaps: parts.flatMap(({ configMaps }) => configMaps),
    ignored: parts.reduce((sum, { ignored }) => sum + ignored, 0),
  };
}

const NOTHING: StreamContents = { texts: [], diagnostics: [], configMaps: [], ignored: 0 };
const FOREIGN: StreamContents = { ...NOTHING, ignored: 1 };

function readDocument(source: TextSource, raw: RawDocument, level: 'outer' | 'inner'): StreamContents {
  const glance = headOfText(raw.text);
  const guess = sortOf(glance);
  if (guess === 'foreign') return isListOfPolicies(glance, raw.text) ? listed(source.placeOf(raw.start)) : FOREIGN;
  const read = readYaml(source, raw, guess === 'config-map' ? LIMITS.configMapLength : LIMITS.length);
  const { apiVersion, kind } = headOf(read.value);
  const head = { apiVersion: apiVersion ?? glance.apiVersion, kind: kind ?? glance.kind };
  return sorted(sortOf(head), { head, read, source, raw, level });
}

interface Found {
  readonly head: Head;
  readonly read: ReadDocument;
  readonly source: TextSource;
  readonly raw: RawDocument;
  readonly level: 'outer' | 'inner';
}

function sorted(sort: Sort, found: Found): StreamContents {
  const { head, read, source, raw, level } = found;
  switch (sort) {
    case 'lifeboat':
    case 'velero':
      return {
        ...NOTHING,
        texts: [{ ...read, sort, head, nameAtGlance: nameOfText(raw.text), place: read.placeOf([], 'value') }],
      };
    case 'config-map':
      if (read.tree === undefined || read.value === undefined) {
        // Other programs keep templates of manifests in their ConfigMaps.
        return level === 'inner' ? FOREIGN : { ...NOTHING, diagnostics: toDiagnostics(read.faults) };
      }
      return readConfigMap(found, dataTextsOf(source, raw.start, read.tree));
    case 'foreign':
      return isListOfPolicies(head, raw.text) ? listed(read.placeOf([], 'value')) : FOREIGN;
    case 'unknown':
      if (level === 'inner') return FOREIGN;
      return { ...NOTHING, diagnostics: read.faults.length > 0 ? toDiagnostics(read.faults) : [notAPolicy(found)] };
  }
}

/** A ConfigMap of policies may hold the manifests of ConfigMaps to which they refer; these hold no policies. */
function readConfigMap({ read, level }: Found, texts: readonly DataText[]): StreamContents {
  const name = nameOfValue(read.value);
  const manifest = name === undefined ? [] : [{ name, place: read.placeOf([], 'value'), texts }];
  const inner = level === 'inner' ? [] : texts.filter(isRead).map((text) => readSource(text.source, 'inner'));
  return joined([{ ...FOREIGN, configMaps: manifest }, ...inner]);
}

function isRead(text: DataText): boolean {
  return holdsPolicies(text) || isConfigMap(text);
}

/** `kubectl get` wraps what it prints: passed over, policies would be missing without a word. */
function listed(place: Place): StreamContents {
  const message = 'is a list: policies are read one by one; lifeboat convert takes lists of Velero’s documents';
  return { ...NOTHING, diagnostics: [{ severity: 'error', code: 'not-a-policy', message, path: '', ...place }] };
}

function notAPolicy({ head, read }: Found): Diagnostic {
  const missing = (['apiVersion', 'kind'] as const).filter((key) => typeof head[key] !== 'string');
  const message = `is not a policy: ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing`;
  const name = nameOfValue(read.value);
  const document = name === undefined ? {} : { document: `?/${name}` };
  return { severity: 'error', code: 'not-a-policy', message, path: '', ...read.placeOf([], 'value'), ...document };
}

/** Faults of a text as diagnostics; `document` where they are known to be a policy's. */
export function toDiagnostics(faults: readonly TextFault[], document?: string): Diagnostic[] {
  return faults.map(({ code, message, place, suggestion }) => ({
    severity: 'error',
    code,
    message: clipped(message, 300),
    path: '',
    ...place,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(document === undefined ? {} : { document }),
  }));
}
