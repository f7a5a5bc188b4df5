/** The end of what a command prints, in bytes. */
const KEPT_BYTES = 4_096;

/** Values behind words that name secrets: commands print their own configuration more often than one thinks. */
const SECRETS =
  /((?:pass(?:word|wd|phrase)?|secret|token|api[-_]?key|credentials?)["']?\s*[:=]\s*)("[^"]*"|'[^']*'|\S+)/gi;

/** Keeps the end of what a command prints, however much that is. */
export class OutputTail {
  readonly #chunks: Uint8Array[] = [];
  #kept = 0;
  #hasDropped = false;

  push(bytes: Uint8Array): void {
    this.#chunks.push(bytes.slice(-KEPT_BYTES));
    this.#kept += Math.min(bytes.length, KEPT_BYTES);
    this.#hasDropped ||= bytes.length > KEPT_BYTES;
    for (let first = this.#chunks[0]; first && this.#kept - first.length >= KEPT_BYTES; first = this.#chunks[0]) {
      this.#kept -= first.length;
      this.#chunks.shift();
      this.#hasDropped = true;
    }
  }

  /** The last lines, at most 4 KiB, whole ones only where any is; without the line break at their end. */
  text(): string {
    const all = new Uint8Array(this.#kept);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    const isCut = this.#hasDropped || this.#kept > KEPT_BYTES;
    const text = new TextDecoder().decode(all.subarray(-KEPT_BYTES)).replace(/\s+$/, '');
    const lineEnd = isCut ? text.indexOf('\n') : -1;
    return text.slice(lineEnd + 1);
  }
}

/** What a command printed, as results show it: without control characters, and without what looks like a secret. */
export function shownOutput(text: string): string {
  // eslint-disable-next-line no-control-regex -- terminals act on them
  return text.replace(SECRETS, '$1[redacted]').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}
