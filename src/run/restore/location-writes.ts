import { isWriteRefused } from '../../domain/problem.ts';

/** What became of a write: done, refused by the store just now, or left out because it would be. */
export type WriteOutcome =
  | { readonly outcome: 'written' }
  | { readonly outcome: 'refused' | 'left-out'; readonly reason: string };

/**
 * What a restore writes beside the backups that it reads, as far as its location and its key let it: a restore needs to
 * read alone. After the first refusal nothing is tried any more.
 */
export class LocationWrites {
  #refusal: string | undefined;

  constructor({ isReadOnly }: { readonly isReadOnly: boolean }) {
    this.#refusal = isReadOnly ? 'the location is read-only' : undefined;
  }

  /** Why nothing is written; undefined as long as nothing speaks against it. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  async try(write: () => Promise<void>): Promise<WriteOutcome> {
    if (this.#refusal !== undefined) return { outcome: 'left-out', reason: this.#refusal };
    try {
      await write();
      return { outcome: 'written' };
    } catch (error) {
      if (!isWriteRefused(error)) throw error;
      this.#refusal = error.message;
      return { outcome: 'refused', reason: error.message };
    }
  }
}
