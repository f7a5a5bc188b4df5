import type { Diagnostic } from '../domain/diagnostic.ts';
import { displayWidth } from './display-width.ts';

/** How diagnostics are shown: lines, lines with the text they are about, JSON, or annotations of a GitHub workflow. */
export type DiagnosticStyle = 'plain' | 'terminal' | 'json' | 'github';

/** The texts that diagnostics are about, for code frames; one that is missing costs only its frames. */
export interface DiagnosticSource {
  readonly name: string;
  readonly text: string;
}

/** All diagnostics as text that ends with a line end; empty for none, except in JSON, which is a list always. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  { style, sources }: { readonly style: DiagnosticStyle; readonly sources: readonly DiagnosticSource[] },
): string {
  switch (style) {
    case 'plain':
      return diagnostics.map((one) => `${formatDiagnostic(one)}\n`).join('');
    case 'terminal': {
      const lines = new Map(sources.map(({ name, text }) => [name, text.split(/\r?\n/)]));
      return diagnostics.map((one) => `${withFrame(one, lines.get(one.file)?.[one.line - 1])}\n`).join('\n');
    }
    case 'json': {
      const document = { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'DiagnosticList', items: diagnostics };
      return `${JSON.stringify(document, undefined, 2)}\n`;
    }
    case 'github':
      return diagnostics.map((one) => `${toAnnotation(one)}\n`).join('');
  }
}

/** One diagnostic in one line: `nightly.yaml:7:3: error: spec.ttl: … (did you mean 720h?)`. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  return harmless(`${placeOf(diagnostic)}: ${sentenceOf(diagnostic)}${suggestionOf(diagnostic)}`);
}

/** `manifest.yaml:12:7 (data["nightly.yaml"]:3:5)`. */
function placeOf({ file, line, column, within }: Diagnostic): string {
  const inner = within === undefined ? '' : ` (data[${JSON.stringify(within.key)}]:${within.line}:${within.column})`;
  return `${file}:${line}:${column}${inner}`;
}

function sentenceOf({ severity, path, message }: Diagnostic): string {
  return `${severity}: ${path === '' ? '' : `${path}: `}${message}`;
}

function suggestionOf({ suggestion }: Diagnostic): string {
  return suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`;
}

const WIDEST_FRAME = 160;
const LONGEST_MARK = 60;

/** The diagnostic with its line of text and a mark below what it is about. */
function withFrame(diagnostic: Diagnostic, line: string | undefined): string {
  const head = harmless(`${placeOf(diagnostic)}: ${sentenceOf(diagnostic)}`);
  const gutter = ' '.repeat(String(diagnostic.line).length);
  const { suggestion } = diagnostic;
  const help = suggestion === undefined ? [] : [harmless(`${gutter} = did you mean ${suggestion}?`)];
  if (line === undefined || line.trim() === '') return [head, ...help].join('\n');
  const at = diagnostic.column - 1;
  const skipped = at > WIDEST_FRAME - 40 ? at - 40 : 0;
  const shown = harmless(line.slice(skipped, skipped + WIDEST_FRAME));
  const before = line
    .slice(skipped, at)
    .split('\t')
    .map((text) => ' '.repeat(displayWidth(text)))
    .join('\t');
  const mark = '^'.repeat(Math.min(wordLength(line.slice(at)), LONGEST_MARK));
  return [head, `${gutter} |`, `${diagnostic.line} | ${shown}`, `${gutter} | ${before}${mark}`, ...help].join('\n');
}

/** How much of the text at a place is what the place is about: a word, or a quoted text. */
function wordLength(text: string): number {
  const [word = ''] = /^("[^"]*"|'[^']*'|[^\s,:[\]{}#]+)/.exec(text.slice(0, WIDEST_FRAME)) ?? [];
  return Math.max(word.length, 1);
}

/** A workflow command of GitHub Actions, which shows the message at the line of the pull request. */
function toAnnotation(diagnostic: Diagnostic): string {
  const { severity, file, line, column, code, path, message } = diagnostic;
  const properties = [`file=${escapeProperty(file)}`, `line=${line}`, `col=${column}`, `title=${escapeProperty(code)}`];
  const text = `${path === '' ? '' : `${path}: `}${message}${suggestionOf(diagnostic)}`;
  return `::${severity} ${properties.join(',')}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Control characters and those that turn the direction of text could make a terminal say something else. */
function harmless(text: string): string {
  return text.replaceAll(/(?!\t)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '\uFFFD');
}
