import type { RunContext } from '../../../base/context.ts';
import { type PodState, readPodState } from '../../../domain/hooks/container-state.ts';
import { type HookedPod, POD_TYPE } from '../../../domain/hooks/hooked-pod.ts';
import { ApiError, type Cluster } from '../../../kube/cluster.ts';

/** How a Pod stands, or why that cannot be told, in words that follow its name. */
export type Look = PodState | string;

/** `next`: `hookPollEveryMs` after the first that asks for it. */
type When = 'now' | 'next';

/** Pods of a namespace that will be looked at together. */
interface Round {
  readonly names: Set<string>;
  readonly looks: Promise<ReadonlyMap<string, Look>>;
}

/**
 * Looks at Pods for all that wait for them, all Pods of a namespace with one request: what waiting costs the API server
 * does not grow with their number.
 */
export class PodLooks {
  readonly #cluster: Cluster;
  /** Those that have not begun, by when and namespace. */
  readonly #rounds = new Map<string, Round>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** How the Pod stands. What the cluster does not answer is thrown. */
  async look(ctx: RunContext, { namespace, name }: HookedPod, when: When): Promise<Look> {
    const key = `${when} ${namespace}`;
    const round = this.#rounds.get(key) ?? this.#plan(ctx, key, namespace, when);
    round.names.add(name);
    return (await round.looks).get(name) ?? GONE;
  }

  #plan(ctx: RunContext, key: string, namespace: string, when: When): Round {
    const names = new Set<string>();
    const begun = when === 'now' ? Promise.resolve() : ctx.clock.pause(ctx.timings.hookPollEveryMs, ctx.signal);
    const looks = begun.then(async () => {
      this.#rounds.delete(key);
      return this.#lookAt(ctx, namespace, names);
    });
    const round = { names, looks };
    this.#rounds.set(key, round);
    return round;
  }

  /** A list takes more than reading does where there is one to be read, and may be forbidden where reading is not. */
  async #lookAt(ctx: RunContext, namespace: string, names: ReadonlySet<string>): Promise<Map<string, Look>> {
    const listed = names.size === 1 ? undefined : await this.#list(ctx, namespace, names);
    if (typeof listed === 'string') return new Map([...names].map((name) => [name, listed]));
    const looks = listed ?? new Map<string, Look>();
    for (const name of names) if (!looks.has(name)) looks.set(name, await this.#read(ctx, namespace, name));
    return looks;
  }

  /** Those of the Pods that the list shows; undefined where it may not be read. */
  async #list(
    ctx: RunContext,
    namespace: string,
    names: ReadonlySet<string>,
  ): Promise<Map<string, Look> | string | undefined> {
    const looks = new Map<string, Look>();
    try {
      const request = { type: POD_TYPE, namespace, labelSelector: '', fieldSelector: '' };
      for await (const batch of this.#cluster.list(ctx, request)) {
        for (const { ref, bytes } of batch) {
          if (names.has(ref.name)) looks.set(ref.name, readPodState(JSON.parse(new TextDecoder().decode(bytes))));
        }
      }
      return looks;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return error.status === 403 ? undefined : refused(error);
    }
  }

  async #read(ctx: RunContext, namespace: string, name: string): Promise<Look> {
    try {
      const object = await this.#cluster.read(ctx, { ...POD_PATH, namespace }, name);
      return object === undefined ? GONE : readPodState(object);
    } catch (error) {
      if (error instanceof ApiError) return refused(error);
      throw error;
    }
  }
}

const POD_PATH = { group: '', version: 'v1', resource: 'pods' };

const GONE = 'it is not there any more';

function refused({ message }: ApiError): string {
  return `it cannot be looked at: ${message}`;
}
