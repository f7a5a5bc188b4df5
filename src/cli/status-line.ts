import type { Output } from './io.ts';

/** Returns to the beginning of the line and clears it (ECMA-48, EL). */
const CLEAR = '\r\u001B[K';

/** Where a terminal does not tell its width. */
const USUAL_COLUMNS = 80;

/**
 * An output with a line of its own at the bottom, which is written over itself: it makes way for everything else that
 * is written, and stands below it again afterwards. What is written must end with a line break.
 */
export class StatusLine implements Output {
  readonly #output: Output;
  #shown = '';

  constructor(output: Output) {
    this.#output = output;
  }

  get isTerminal(): boolean {
    return this.#output.isTerminal;
  }

  get columns(): number | undefined {
    return this.#output.columns;
  }

  write(data: string | Uint8Array): void {
    const line = this.#shown;
    this.clear();
    this.#output.write(data);
    if (line !== '') this.show(line);
  }

  async flush(): Promise<void> {
    await this.#output.flush();
  }

  /** Shows a line in the place of the one that is shown, as much of it as the terminal is wide. */
  show(line: string): void {
    // A terminal that was never given a size says 0. The last column is left free: writing it may begin a new line.
    const width = (this.columns || USUAL_COLUMNS) - 1;
    this.#shown = line;
    this.#output.write(`${CLEAR}${line.slice(0, width)}`);
  }

  /** Takes the line away; nothing is written where there is none. */
  clear(): void {
    if (this.#shown === '') return;
    this.#shown = '';
    this.#output.write(CLEAR);
  }
}
