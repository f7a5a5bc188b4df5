const FIRST_LIMIT = 500;
const SMALLEST_LIMIT = 20;
const LARGEST_LIMIT = 2000;
const PAGE_BYTES = 8 * 1024 * 1024;

/**
 * How many objects to ask for at once: 500 to begin with, then as many as make a page of 8 MiB at the mean size seen,
 * between 20 and 2000. Keeps pages of fat objects small, on which the API server's fairness rules also charge less.
 */
export class PageSize {
  #items = 0;
  #bytes = 0;

  /** Takes note of one object. */
  saw(bytes: number): void {
    this.#items += 1;
    this.#bytes += bytes;
  }

  get limit(): number {
    if (this.#items === 0) return FIRST_LIMIT;
    const fitting = Math.floor((PAGE_BYTES * this.#items) / this.#bytes);
    return Math.min(Math.max(fitting, SMALLEST_LIMIT), LARGEST_LIMIT);
  }
}
