import type { RunContext } from '../base/context.ts';
import type { RunResult } from '../domain/result/result.ts';

/**
 * One place where the outcome of a run is told. A sink decides itself how often it follows progress.
 * A failing sink never changes what the run did: `publishAll` turns it into the warning `report-failed`.
 */
export interface ResultSink {
  /** For the warning when it fails: `result ConfigMap`, `status file`. */
  readonly name: string;
  /** The result as it is now; called at every step and at most every `statusFileEveryMs`. */
  progress(ctx: RunContext, result: RunResult): Promise<void>;
  /** The result of this attempt; nothing follows. */
  finished(ctx: RunContext, result: RunResult): Promise<void>;
}
