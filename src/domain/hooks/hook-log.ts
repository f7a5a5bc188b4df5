/** When a hook runs: around a Pod of a backup, or in one that was restored. */
export type HookPhase = 'pre' | 'post' | 'restore';

/** One hook of one Pod, as results tell of it. Its command is not told: it may hold a password. */
export interface HookRun {
  readonly phase: HookPhase;
  /** `shop/db-0`. */
  readonly pod: string;
  /** Undefined where the Pod has none of that name. */
  readonly container?: string;
  /** The rule's name; `annotations` for the Pod's own. */
  readonly hook: string;
  /** `skipped`: a hook before it failed. */
  readonly outcome: 'success' | 'failed' | 'skipped';
  readonly exitCode?: number;
  readonly durationMs?: number;
  /** The end of what it printed. */
  readonly output?: string;
  /** Why it failed or was not run. */
  readonly detail?: string;
}

/** Velero's counts: those that were skipped count as attempted. */
export interface HookStatus {
  readonly hooksAttempted: number;
  readonly hooksFailed: number;
}

/** One hook that did not succeed. */
export interface HookStateDetail {
  readonly type: HookPhase;
  /** `freeze in shop/db-0`. */
  readonly title: string;
  readonly detail: string;
}

/** The part of a result that is about hooks. */
export interface HookReport {
  readonly hookStatus: HookStatus;
  /** `success` also where there was none. */
  readonly hookState: 'success' | 'failed';
  /** Empty where all succeeded. */
  readonly hookStateDetails: readonly HookStateDetail[];
  readonly hooks: readonly HookRun[];
}

/** How many single hooks are told at most; the counts are always whole. */
const TOLD = 1_000;

/** Characters of output kept of all hooks together. */
const OUTPUT_CHARACTERS = 256 * 1024;

/** Notes what becomes of hooks, in bounded memory. */
export class HookLog {
  readonly #runs: HookRun[] = [];
  #attempted = 0;
  #failed = 0;
  #characters = 0;

  note(run: HookRun): void {
    this.#attempted++;
    if (run.outcome === 'failed') this.#failed++;
    if (this.#runs.length >= TOLD) return;
    const { output = '', ...rest } = run;
    const isKept = output !== '' && this.#characters + output.length <= OUTPUT_CHARACTERS;
    if (isKept) this.#characters += output.length;
    this.#runs.push(isKept ? run : rest);
  }

  report(): HookReport {
    return {
      hookStatus: { hooksAttempted: this.#attempted, hooksFailed: this.#failed },
      hookState: this.#failed === 0 ? 'success' : 'failed',
      hookStateDetails: this.#runs
        .filter(({ outcome }) => outcome !== 'success')
        .map(({ phase, hook, pod, detail = '' }) => ({ type: phase, title: `${hook} in ${pod}`, detail })),
      hooks: this.#runs,
    };
  }
}
