import type { Entry } from '../entry.ts';
import type { ExecHook } from './backup-hooks.ts';
import type { HookedPod } from './hooked-pod.ts';
import { parseDurationMs } from './parse-duration.ts';

/** What Velero gives a command that says nothing of it. */
export const DEFAULT_HOOK_TIMEOUT_MS = 30_000;

/** Reads single values of a Pod's annotations, below one prefix; notes what cannot be read. */
export class AnnotationReader {
  readonly warnings: Entry[] = [];
  readonly #pod: HookedPod;
  readonly #prefix: string;

  /** `prefix` as in `pre.hook.backup.velero.io/`. */
  constructor(pod: HookedPod, prefix: string) {
    this.#pod = pod;
    this.#prefix = prefix;
  }

  /** Undefined where there is none, or an empty one. */
  text(key: string): string | undefined {
    const name = this.#prefix + key;
    const { annotations } = this.#pod;
    const value = Object.hasOwn(annotations, name) ? annotations[name] : undefined;
    return value === '' ? undefined : value;
  }

  /** A command: a JSON array of words where it begins with `[` and is one, else one word; no shell is added. */
  command(): readonly string[] | undefined {
    const value = this.text('command');
    return value === undefined ? undefined : parseCommand(value);
  }

  onError(standard: ExecHook['onError']): ExecHook['onError'] {
    const value = this.text('on-error');
    if (value === undefined || value === 'Continue' || value === 'Fail') return value ?? standard;
    this.#warn('on-error', `is neither Continue nor Fail; ${standard} holds`);
    return standard;
  }

  /** In milliseconds; what is no duration, or not above 0, is `standard`. */
  duration<T extends number | undefined>(key: string, standard: T): number | T {
    const value = this.text(key);
    if (value === undefined) return standard;
    const ms = parseDurationMs(value);
    if (ms === 0) return standard;
    if (ms !== undefined) return ms;
    this.#warn(
      key,
      `is no duration such as 30s or 5m; ${standard === undefined ? 'none' : `${standard / 1000}s`} holds`,
    );
    return standard;
  }

  /** As Go's `strconv.ParseBool` takes it; false where it is unset. */
  flag(key: string): boolean {
    const value = this.text(key);
    if (value === undefined || /^(0|f|F|false|False|FALSE)$/.test(value)) return false;
    if (/^(1|t|T|true|True|TRUE)$/.test(value)) return true;
    this.#warn(key, 'is neither true nor false; false holds');
    return false;
  }

  #warn(key: string, what: string): void {
    const { namespace, name } = this.#pod;
    const item = { group: '', resource: 'pods', namespace, name };
    const message = `Annotation ${this.#prefix}${key} of pod ${namespace}/${name} ${what}`;
    this.warnings.push({ code: 'hook-annotation-invalid', item, message });
  }
}

function parseCommand(text: string): readonly string[] {
  if (!text.startsWith('[')) return [text];
  try {
    const words: unknown = JSON.parse(text);
    if (Array.isArray(words) && words.every((word) => typeof word === 'string') && words.length > 0) return words;
  } catch {
    // As Velero takes it: what only looks like a list is one word.
  }
  return [text];
}
