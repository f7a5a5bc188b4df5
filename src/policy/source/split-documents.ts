/** One document of a stream, not parsed yet. */
export interface RawDocument {
  /** Offset of `text` in the whole. */
  readonly start: number;
  readonly text: string;
}

/**
 * Cuts a stream at its markers (`---`, `...` at the start of a line; YAML 1.2, 9.2), so that one document that cannot
 * be parsed hides no other, and the size of one does not count for another. Documents without content are left out.
 */
export function splitDocuments(text: string): readonly RawDocument[] {
  const documents: RawDocument[] = [];
  let open = { start: 0, hasMarker: false, hasContent: false };
  const closeAt = (end: number): void => {
    if (open.hasContent) documents.push({ start: open.start, text: text.slice(open.start, end) });
    open = { start: end, hasMarker: false, hasContent: false };
  };
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(at, next);
    if (isMarker(line, '...')) {
      closeAt(next);
    } else if (isMarker(line, '---')) {
      if (open.hasMarker || open.hasContent) closeAt(at);
      open.hasMarker = true;
      open.hasContent = !isBlank(line.slice(3));
    } else if (!open.hasContent) {
      open.hasContent = !isBlank(line) && !line.startsWith('%'); // a directive belongs to the document it precedes
    }
    at = next;
  }
  closeAt(text.length);
  return documents;
}

function isMarker(line: string, marker: string): boolean {
  return line.startsWith(marker) && (line.length === 3 || /\s/.test(line[3]!));
}

/** Nothing but space (a byte order mark among it) and a comment. */
function isBlank(line: string): boolean {
  const rest = line.trimStart();
  return rest === '' || rest.startsWith('#');
}
