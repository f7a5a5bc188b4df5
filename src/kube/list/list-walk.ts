import type { RunContext } from '../../base/context.ts';
import { formatGroupResource } from '../../domain/resource.ts';
import type { ListedItem, ListFacts, ListRequest } from '../cluster.ts';
import { RefusedAnswer } from '../transport/refused-answer.ts';
import type { Transport } from '../transport/transport.ts';
import { MalformedList } from './item-scanner.ts';
import type { RefusedItem, SplitItem } from './list-splitter.ts';
import { toListedItem } from './listed-item.ts';
import { PageOpener, type Position } from './page-opener.ts';
import type { Page } from './page.ts';

/** How often a list may begin again because its continuation expired (410), or is not understood any more (400). */
const RELISTS_AT_410 = 3;
const RELISTS_AT_400 = 1;
/** Items of a page after which the next one is asked for: by then their size tells how many to ask for. */
const ASK_AHEAD_AFTER = 50;

/**
 * One list on its way: which page comes next, and what has been handed out. After a failure `next` is simply called
 * again: it asks for the same page and leaves out what it gave before, so that every object comes exactly once.
 */
export class ListWalk {
  /** For messages: `list pods in namespace shop`. */
  readonly what: string;
  readonly #request: ListRequest;
  readonly #opener: PageOpener;
  /** `namespace/name` of every object handed out. */
  readonly #given = new Set<string>();
  readonly #refused = new Map<string, ListFacts['refused'][number]>();
  /** Undefined at the end of the list. */
  #position: Position | undefined = { at: 'start' };
  #page: Page | undefined;
  #pageNumber = 1;
  /** How many objects the current page was asked for; undefined before it is. */
  #limit: number | undefined;
  /** Objects of the current page that were handed out: in all attempts, before this attempt, and met again in it. */
  #givenOfPage = 0;
  #givenBefore = 0;
  #metAgain = 0;
  #relistsAt410 = 0;
  #relistsAt400 = 0;
  #resourceVersion = '';
  #listedAt: Date | undefined;
  #isRelaxed = false;

  constructor(transport: Transport, request: ListRequest) {
    const where = request.namespace === undefined ? '' : ` in namespace ${request.namespace}`;
    this.what = `list ${formatGroupResource(request.type)}${where}`;
    this.#request = request;
    this.#opener = new PageOpener(transport, request, this.what);
  }

  /** What the list told beside its items; complete once `next` has returned undefined. */
  facts(ctx: RunContext): ListFacts {
    return {
      resourceVersion: this.#resourceVersion,
      listedAt: this.#listedAt ?? ctx.clock.now(),
      isRelaxed: this.#isRelaxed,
      refused: [...this.#refused.values()],
    };
  }

  /** The next objects that were not given before; undefined at the end of the list. */
  async next(ctx: RunContext): Promise<readonly ListedItem[] | undefined> {
    try {
      while (this.#position !== undefined) {
        const page = (this.#page ??= await this.#open(ctx, this.#position));
        const items = await page.next();
        if (items === undefined) {
          await this.#turn(ctx, page, this.#position);
          continue;
        }
        const fresh = this.#take(items);
        const token = page.envelope?.continueToken;
        if (token !== undefined && this.#givenOfPage >= ASK_AHEAD_AFTER) this.#opener.askAhead(ctx, token);
        if (fresh.length > 0) return fresh;
      }
      return undefined;
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  /** Gives up what is under way. */
  close(): void {
    this.#page?.close();
    this.#opener.drop();
  }

  async #open(ctx: RunContext, position: Position): Promise<Page> {
    this.#givenBefore = this.#givenOfPage;
    this.#metAgain = 0;
    try {
      const page = await this.#opener.open(ctx, position, this.#limit);
      this.#limit = page.limit;
      if (this.#given.size === 0) this.#listedAt = page.servedAt;
      return page;
    } catch (error) {
      const elsewhere = this.#afterRefusal(error, position);
      if (elsewhere === undefined) throw error;
      ctx.log.debug({ what: this.what, from: elsewhere.at }, 'the list goes on from newer state');
      this.#position = elsewhere;
      this.#isRelaxed = true;
      this.#beginPage();
      return this.#open(ctx, elsewhere);
    }
  }

  /** Where to go on although the server does not know our position any more; undefined for any other failure. */
  #afterRefusal(error: unknown, { at }: Position): Position | undefined {
    if (!(error instanceof RefusedAnswer) || at === 'start') return undefined;
    if (error.status === 410 && this.#relistsAt410++ < RELISTS_AT_410) {
      const token = error.continueToken;
      return token === undefined ? { at: 'start' } : { at: 'token', token };
    }
    return error.status === 400 && this.#relistsAt400++ < RELISTS_AT_400 ? { at: 'start' } : undefined;
  }

  #take(items: readonly SplitItem[]): ListedItem[] {
    const { type, namespace } = this.#request;
    const fresh: ListedItem[] = [];
    for (const item of items) {
      const listed = toListedItem(item, type, namespace);
      const name = `${listed.ref.namespace ?? ''}/${listed.ref.name}`;
      if (this.#given.has(name)) {
        this.#metAgain += 1;
        continue;
      }
      this.#given.add(name);
      this.#opener.size.saw(item.length);
      fresh.push(listed);
    }
    this.#givenOfPage += fresh.length;
    return fresh;
  }

  /** A page is complete: on to the next. */
  async #turn(ctx: RunContext, page: Page, position: Position): Promise<void> {
    const { resourceVersion, continueToken } = page.envelope!;
    if (position.at === 'token' && continueToken === position.token)
      throw new MalformedList('its pages go in a circle');
    // What was given before and is not in this attempt has been deleted meanwhile: this is another snapshot.
    if (this.#metAgain < this.#givenBefore) this.#isRelaxed = true;
    if (this.#resourceVersion === '') this.#resourceVersion = resourceVersion;
    for (const refused of page.refused) this.#refuse(refused);
    this.#page = undefined;
    this.#beginPage();
    this.#position = continueToken === undefined ? undefined : { at: 'token', token: continueToken };
    await ctx.reached(`page:${this.#pageNumber++}`);
  }

  #beginPage(): void {
    this.#givenOfPage = 0;
    this.#limit = undefined;
  }

  #refuse({ name, namespace, reason }: RefusedItem): void {
    const { group, resource, namespaced } = this.#request.type;
    const where = namespaced ? (namespace ?? this.#request.namespace) : undefined;
    const ref = name === undefined ? undefined : { group, resource, namespace: where, name };
    this.#refused.set(`${where ?? ''}/${name ?? ''}`, { ref, reason });
  }

  /** An attempt at a page has failed. The same snapshot is asked for again; where it has no name yet, a new one. */
  #leave(): void {
    const resourceVersion = this.#page?.envelope?.resourceVersion ?? '';
    this.#page?.close();
    this.#page = undefined;
    if (this.#position?.at !== 'start' || this.#givenOfPage === 0) return;
    if (resourceVersion === '') this.#isRelaxed = true;
    else this.#position = { at: 'start-as-of', resourceVersion };
  }
}
