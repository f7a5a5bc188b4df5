import { open, rename, rm } from 'node:fs/promises';
import type { RunContext } from '../../base/context.ts';
import { renderMetrics } from '../../domain/metrics/metric.ts';
import { type CalledFor, runMetrics } from '../../domain/metrics/run-metrics.ts';
import { RunError } from '../../domain/problem.ts';
import type { RunResult } from '../../domain/result/result.ts';
import type { ResultSink } from '../sink.ts';

/**
 * Keeps `metrics.prom` in the status directory, as the textfile collector of node-exporter reads it: written at the end
 * of an attempt, whole or not at all. A file of an earlier run stays until then.
 */
export class MetricsFile implements ResultSink {
  readonly name = 'metrics file';
  readonly #directory: string;
  readonly #called: CalledFor;

  /** `directory` must exist. */
  constructor(directory: string, called: CalledFor) {
    this.#directory = directory;
    this.#called = called;
  }

  async progress(): Promise<void> {
    // What a run will have been is not known before it ends.
  }

  async finished(_ctx: RunContext, result: RunResult): Promise<void> {
    const path = `${this.#directory}/metrics.prom`;
    // Not `.prom`: a collector must not read what is half written.
    const temporary = `${this.#directory}/.metrics-${result.runId.slice(0, 8)}.tmp`;
    try {
      await rm(temporary, { force: true });
      await writeSynced(temporary, renderMetrics(runMetrics(result, this.#called)));
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined); // the first failure is the one to tell
      const why = error instanceof Error ? error.message : String(error);
      throw new RunError('cannot-write', `Cannot write ${path}: ${why}`, { cause: error });
    }
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o644);
  await file.writeFile(text);
  await file.sync();
}
