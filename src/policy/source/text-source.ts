import type { Place } from '../../domain/diagnostic.ts';

/** A text with policies, and how to name a place in it. */
export interface TextSource {
  readonly file: string;
  readonly text: string;
  /** The place of an offset into `text`; an offset past the end is the end. */
  placeOf(offset: number): Place;
}

/** A file as it was read. */
export function fileSource(file: string, text: string): TextSource {
  const starts = lineStarts(text);
  return { file, text, placeOf: (offset) => ({ file, ...position(starts, offset, text.length) }) };
}

/** Where lines of an embedded text are in the text around it: outer line and column of the start of inner line `line`. */
export type OuterLine = (line: number) => { readonly line: number; readonly column: number };

/** One value of a ConfigMap's data, which is a text with lines of its own. */
export function embeddedSource(file: string, key: string, text: string, outerLine: OuterLine): TextSource {
  const starts = lineStarts(text);
  return {
    file,
    text,
    placeOf: (offset) => {
      const inner = position(starts, offset, text.length);
      const outer = outerLine(inner.line);
      return { file, line: outer.line, column: outer.column + inner.column - 1, within: { key, ...inner } };
    },
  };
}

/** An embedded text whose lines cannot be told apart outside, as in a quoted string: every place is its start. */
export function opaqueSource(outer: TextSource, at: number, key: string, text: string): TextSource {
  const starts = lineStarts(text);
  const { line, column, file } = outer.placeOf(at);
  return {
    file,
    text,
    placeOf: (offset) => ({ file, line, column, within: { key, ...position(starts, offset, text.length) } }),
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function position(starts: readonly number[], offset: number, length: number): { line: number; column: number } {
  const at = Math.min(Math.max(offset, 0), length);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - starts[low]! + 1 };
}
