import type { RunContext } from '../../../base/context.ts';
import type { RunResult } from '../../../domain/result/result.ts';
import type { ResultSink } from '../../../report/sink.ts';
import { renderHeadline } from '../../../views/summary.ts';
import type { Output } from '../../io.ts';

/** One line that is written over itself, for a person who waits at a terminal. */
export class ProgressLine implements ResultSink {
  readonly name = 'terminal';
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  async progress(_ctx: RunContext, result: RunResult): Promise<void> {
    const width = (this.#output.columns ?? 80) - 1;
    this.#output.write(`\r\u001B[K${renderHeadline(result).slice(0, width)}`);
  }

  async finished(): Promise<void> {
    this.#output.write('\r\u001B[K');
  }
}
