import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../../src/kube/cluster.ts';
import { awaitContainer } from '../../../../../src/run/restore/hooks/await-container.ts';
import { PodLooks } from '../../../../../src/run/restore/hooks/pod-looks.ts';
import { aContext } from '../../../../support/context.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { forbidden } from '../../../../support/fake-cluster/fault.ts';

const podsOf = (namespace: string) => ({ group: '', version: 'v1', resource: 'pods', namespace });

/** Pods that are there, pending; `start` makes their containers run. */
class Namespaces {
  readonly cluster = new FakeCluster();
  readonly #names: readonly (readonly [string, string])[];

  constructor(pods: Readonly<Record<string, number>>) {
    this.#names = Object.entries(pods).flatMap(([namespace, count]) =>
      Array.from({ length: count }, (_, i) => [namespace, `db-${i}`] as const),
    );
    for (const [namespace, name] of this.#names) {
      this.cluster.put(podsOf(namespace), { metadata: { name }, status: { phase: 'Pending' } });
    }
  }

  start(): void {
    const status = { phase: 'Running', containerStatuses: [{ name: 'main', ready: true, state: { running: {} } }] };
    for (const [namespace, name] of this.#names) this.cluster.put(podsOf(namespace), { metadata: { name }, status });
  }

  /** Waits for the container of all Pods at once, and of some that are not there; resolves with what came of each. */
  async awaitAll(waitTimeoutMs: number, ...more: readonly (readonly [string, string])[]) {
    const ctx = aContext();
    const looks = new PodLooks(this.cluster);
    const hook = { waitTimeoutMs, waitForReady: false };
    const reasons = await Promise.all(
      [...this.#names, ...more].map(async ([namespace, name]) => {
        const pod = { namespace, name, labels: {}, annotations: {}, phase: '', containers: ['main'] };
        return awaitContainer(ctx, looks, pod, { container: 'main', hook, since: 0 });
      }),
    );
    return { reasons: [...new Set(reasons)], pauses: ctx.clock.pauses };
  }
}

describe('Pods that hooks wait for', () => {
  it('are looked at once a second, with one list for each namespace, however many there are', async () => {
    const pods = new Namespaces({ shop: 200, bank: 2 });
    let lists = 0;
    pods.cluster.fault({ verb: 'list', meanwhile: () => (++lists === 5 ? pods.start() : undefined) });

    const { reasons, pauses } = await pods.awaitAll(60_000);

    expect(reasons).toEqual([undefined]);
    expect(pods.cluster.requests.map(({ verb, namespace }) => `${verb} ${namespace}`)).toEqual(
      Array.from({ length: 3 }, () => ['list shop', 'list bank']).flat(),
    );
    expect(pauses).toEqual([1_000, 1_000, 1_000, 1_000]);
  });

  it('are read where there is one in a namespace', async () => {
    const pods = new Namespaces({ shop: 1 });

    const { reasons } = await pods.awaitAll(2_000);

    expect(reasons).toEqual(['container main is not running after 2 s']);
    expect(pods.cluster.requests.map(({ verb, name }) => `${verb} ${name}`)).toEqual([
      'read db-0',
      'read db-0',
      'read db-0',
    ]);
  });

  it('are read one by one where they may not be listed', async () => {
    const pods = new Namespaces({ shop: 3 });
    pods.start();
    pods.cluster.fault({ verb: 'list', error: forbidden() });

    expect((await pods.awaitAll(2_000)).reasons).toEqual([undefined]);
    expect(pods.cluster.requestsOf('read')).toHaveLength(3);
  });

  it('are given up when they are gone, and when the cluster does not let them be looked at', async () => {
    const pods = new Namespaces({ shop: 2 });
    pods.start();
    const gone = await pods.awaitAll(2_000, ['shop', 'gone']);
    pods.cluster.fault({ verb: 'list', error: new ApiError(400, 'BadRequest', 'no') });

    expect(gone.reasons).toEqual([undefined, 'it is not there any more']);
    expect((await pods.awaitAll(2_000)).reasons).toEqual(['it cannot be looked at: no']);
  });
});
