import type { RunContext } from '../../base/context.ts';
import type { ListRequest } from '../cluster.ts';
import { queryOf, resourcePath } from '../resource-path.ts';
import type { Transport } from '../transport/transport.ts';
import { PageSize } from './page-size.ts';
import { Page } from './page.ts';

/** What a server answers a list with that is only counted: every server since 1.15 can, the second is for the others. */
const METADATA_ALONE = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json';

/** Where a page begins: at the start of a new snapshot, at the start of an old one, or where the last page ended. */
export type Position =
  | { readonly at: 'start' }
  | { readonly at: 'start-as-of'; readonly resourceVersion: string }
  | { readonly at: 'token'; readonly token: string };

/** Opens the pages of one list, the next one ahead of its time where there is room for another request. */
export class PageOpener {
  /** Learns from what it is told and decides how large the next page is. */
  readonly size = new PageSize();
  readonly #transport: Transport;
  readonly #request: ListRequest;
  readonly #what: string;
  #ahead: { readonly token: string; readonly page: Promise<Page> } | undefined;

  constructor(transport: Transport, request: ListRequest, what: string) {
    this.#transport = transport;
    this.#request = request;
    this.#what = what;
  }

  /**
   * The page at a position; asks once, or takes what was asked for ahead. `limit` is given in further attempts at a
   * page, so that it ends where it ended before.
   */
  async open(ctx: RunContext, position: Position, limit: number | undefined): Promise<Page> {
    const ahead = this.#ahead;
    if (ahead !== undefined && position.at === 'token' && ahead.token === position.token) {
      this.#ahead = undefined;
      return ahead.page;
    }
    this.drop();
    return this.#ask(ctx, position, limit ?? this.size.limit, await this.#transport.lists.enter(ctx.signal));
  }

  /** Asks for the page that will be next, unless the limit of requests under way is reached. */
  askAhead(ctx: RunContext, token: string): void {
    if (this.#ahead !== undefined) return;
    const leave = this.#transport.lists.tryEnter();
    if (leave === undefined) return;
    const page = this.#ask(ctx, { at: 'token', token }, this.size.limit, leave);
    page.catch(() => undefined); // whoever opens the page gets the failure; until then it is nobody's
    this.#ahead = { token, page };
  }

  /** Gives up what was asked for ahead. */
  drop(): void {
    this.#ahead?.page.then(
      (page) => page.close(),
      () => undefined, // it failed before anybody needed it
    );
    this.#ahead = undefined;
  }

  async #ask(ctx: RunContext, position: Position, limit: number, leave: () => void): Promise<Page> {
    const { type, namespace, labelSelector, fieldSelector, isMetadataOnly } = this.#request;
    const asOf = position.at === 'start-as-of' ? position.resourceVersion : undefined;
    const query = queryOf({
      limit,
      continue: position.at === 'token' ? position.token : undefined,
      resourceVersion: asOf,
      resourceVersionMatch: asOf === undefined ? undefined : 'Exact',
      labelSelector,
      fieldSelector,
    });
    const path = resourcePath({ ...type, ...(namespace !== undefined && { namespace }) }) + query;
    const accept = isMetadataOnly === true ? { accept: METADATA_ALONE } : {};
    const answer = await this.#transport.askOnce(ctx, { method: 'GET', path, what: this.#what, ...accept }, leave);
    return new Page(answer, limit);
  }
}
