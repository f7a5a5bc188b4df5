/** Successes after which a gate lets one more through, until it is as wide as it may be. */
const WIDEN_AFTER = 50;
/** An answer that takes longer is slow; more than two slow ones of 50 put the 95th percentile there. */
const SLOW_MS = 2_000;
const SLOW_ALLOWED = 2;
/** Slowness alone does not narrow further: it may be a webhook's, whatever we do. */
const NARROWEST_FOR_SLOWNESS = 4;

/**
 * Lets a limited number of requests be under way at once; the others wait in the order they came. The limit grows by
 * one every 50 successes up to the widest, and halves when the server says that it is too much (HTTP 429) or gets slow.
 * What was under way when it halved does not halve it again.
 */
export class Gate {
  readonly #widest: number;
  #width: number;
  #inside = 0;
  #successes = 0;
  #slow = 0;
  #round = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(widest: number, start = widest) {
    this.#widest = widest;
    this.#width = Math.min(start, widest);
  }

  /** Counts how often the gate was narrowed; a request remembers it as it begins. */
  get round(): number {
    return this.#round;
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

  /** The server asked for fewer requests, in answer to one that began in `round`. */
  narrow(round = this.#round): void {
    if (round === this.#round) this.#halve(1);
  }

  /** A request that began in `round` went well and took so long. */
  succeeded(tookMs = 0, round = this.#round): void {
    if (tookMs > SLOW_MS && round === this.#round && ++this.#slow > SLOW_ALLOWED) {
      this.#halve(NARROWEST_FOR_SLOWNESS);
      return;
    }
    if (++this.#successes < WIDEN_AFTER) return;
    this.#successes = 0;
    this.#slow = 0;
    if (this.#width === this.#widest) return;
    this.#width += 1;
    this.#admit();
  }

  #halve(narrowest: number): void {
    this.#width = Math.min(this.#width, Math.max(narrowest, Math.floor(this.#width / 2)));
    this.#successes = 0;
    this.#slow = 0;
    this.#round += 1;
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
