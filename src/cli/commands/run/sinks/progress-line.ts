import type { RunContext } from '../../../../base/context.ts';
import type { RunResult } from '../../../../domain/result/result.ts';
import type { ResultSink } from '../../../../report/sink.ts';
import { renderHeadline } from '../../../../views/summary.ts';
import type { StatusLine } from '../../../status-line.ts';

/** How far a run has come, for a person who waits at a terminal. */
export class ProgressLine implements ResultSink {
  readonly name = 'terminal';
  readonly #line: StatusLine;

  constructor(line: StatusLine) {
    this.#line = line;
  }

  async progress(_ctx: RunContext, result: RunResult): Promise<void> {
    this.#line.show(renderHeadline(result));
  }

  async finished(): Promise<void> {
    this.#line.clear();
  }
}
