/** Successes after which a narrowed gate lets one more through. */
const WIDEN_AFTER = 50;

/**
 * Lets a limited number of requests be under way at once; the others wait in the order they came. The limit halves
 * when the server says that it is too much (HTTP 429) and grows back by one every 50 successes.
 */
export class Gate {
  readonly #widest: number;
  #width: number;
  #inside = 0;
  #successes = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(width: number) {
    this.#widest = width;
    this.#width = width;
  }

  /** How many may be under way now. */
  get width(): number {
    return this.#width;
  }

  /** Waits for a place and returns the function that gives it back, once. Rejects with the signal's reason. */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#inside >= this.#width) await this.#wait(signal);
    else this.#inside += 1;
    return this.#leaveOnce();
  }

  /** As `enter`, but only where a place is free at once; for what is useful and not needed. */
  tryEnter(): (() => void) | undefined {
    if (this.#inside >= this.#width || this.#waiting.length > 0) return undefined;
    this.#inside += 1;
    return this.#leaveOnce();
  }

  /** The server asked for fewer requests. */
  narrow(): void {
    this.#width = Math.max(1, Math.floor(this.#width / 2));
    this.#successes = 0;
  }

  /** A request went well. */
  succeeded(): void {
    if (this.#width === this.#widest || ++this.#successes < WIDEN_AFTER) return;
    this.#successes = 0;
    this.#width += 1;
    this.#admit();
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => {
      this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#waiting.push(resolve);
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #leaveOnce(): () => void {
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#inside -= 1;
      this.#admit();
    };
  }

  /** Whoever is admitted counts as inside from that moment, before it runs on. */
  #admit(): void {
    while (this.#inside < this.#width) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#inside += 1;
      next();
    }
  }
}
