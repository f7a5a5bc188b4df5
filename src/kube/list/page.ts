import type { Answer } from '../transport/transport.ts';
import { ListSplitter, type ListEnvelope, type RefusedItem, type SplitItem } from './list-splitter.ts';

/** One page of a list on its way, to be read to its end or given up. */
export class Page {
  /** How many objects were asked for. */
  readonly limit: number;
  readonly #answer: Answer;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #splitter = new ListSplitter();
  #envelope: ListEnvelope | undefined;

  constructor(answer: Answer, limit: number) {
    this.limit = limit;
    this.#answer = answer;
    this.#chunks = answer.body[Symbol.asyncIterator]();
  }

  /** The server's clock when it answered; undefined where it does not say. */
  get servedAt(): Date | undefined {
    const date = new Date(String(this.#answer.headers['date']));
    return Number.isNaN(date.getTime()) ? undefined : date;
  }

  /** What is known of the list: all of it at the end, and before the end what stands in front of the items. */
  get envelope(): ListEnvelope | undefined {
    return this.#envelope ?? this.#splitter.head;
  }

  /** Items that exceed a limit, so far. */
  get refused(): readonly RefusedItem[] {
    return this.#splitter.refused;
  }

  /** The items of the next bytes, perhaps none; undefined when the page is complete. Throws when it is not. */
  async next(): Promise<readonly SplitItem[] | undefined> {
    const { done, value } = await this.#chunks.next();
    if (!done) return this.#splitter.push(value);
    this.#envelope = this.#splitter.end();
    return undefined;
  }

  /** Gives up what has not arrived yet. */
  close(): void {
    this.#answer.discard();
  }
}
