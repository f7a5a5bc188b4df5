import type { RunContext } from '../../../base/context.ts';
import type { OnceEnd, OnceFacts } from '../../../domain/lock/once.ts';
import type { OnceClaim, OnceMarker } from '../../../report/sink.ts';

/**
 * A request's two markers: that in the cluster, which is taken atomically, and that beside the backups, which is there
 * when the first was deleted. What either of them remembers holds.
 */
export class BothMarkers implements OnceMarker {
  readonly #near: OnceMarker;
  readonly #far: OnceMarker;

  constructor({ cluster, location }: { readonly cluster: OnceMarker; readonly location: OnceMarker }) {
    this.#near = cluster;
    this.#far = location;
  }

  async claim(ctx: RunContext, request: string, facts: OnceFacts): Promise<OnceClaim> {
    const near = await this.#near.claim(ctx, request, facts);
    if (near.outcome !== 'created' && near.outcome !== 'resumed') return near;
    let far: OnceClaim;
    try {
      far = await this.#far.claim(ctx, request, facts);
    } catch (error) {
      if (near.outcome === 'created' && !ctx.signal.aborted) await this.#near.withdraw(ctx, request, facts);
      throw error;
    }
    switch (far.outcome) {
      case 'done':
        await this.#near.finish(ctx, request, facts, far);
        return far;
      case 'changed':
      case 'held':
        if (near.outcome === 'created') await this.#near.withdraw(ctx, request, facts);
        return far;
      case 'created':
      case 'resumed':
        return near.outcome === 'resumed' ? near : far;
    }
  }

  async finish(ctx: RunContext, request: string, facts: OnceFacts, end: OnceEnd): Promise<void> {
    await bothOf(
      () => this.#far.finish(ctx, request, facts, end),
      () => this.#near.finish(ctx, request, facts, end),
    );
  }

  async withdraw(ctx: RunContext, request: string, facts: OnceFacts): Promise<void> {
    await bothOf(
      () => this.#far.withdraw(ctx, request, facts),
      () => this.#near.withdraw(ctx, request, facts),
    );
  }
}

/** Does the second also where the first fails, and throws what failed. */
async function bothOf(first: () => Promise<void>, second: () => Promise<void>): Promise<void> {
  try {
    await first();
  } finally {
    await second();
  }
}
