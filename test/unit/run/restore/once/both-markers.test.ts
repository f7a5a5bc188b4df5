import { describe, expect, it } from 'vitest';
import type { OnceFacts } from '../../../../../src/domain/lock/once.ts';
import { RunError } from '../../../../../src/domain/problem.ts';
import type { OnceClaim, OnceMarker } from '../../../../../src/report/sink.ts';
import { BothMarkers } from '../../../../../src/run/restore/once/both-markers.ts';
import { aContext } from '../../../../support/context.ts';

const FACTS: OnceFacts = { requestHash: 'a'.repeat(64), runId: 'run-2', job: { name: 'again', uid: 'run-2' } };
const END = { exitCode: 0, phase: 'Completed', result: 'lifeboat-result-1' };

/** A marker that answers as it is told, and notes what it is asked. */
class ScriptedMarker implements OnceMarker {
  readonly asked: string[] = [];
  readonly #claim: OnceClaim | Error;
  readonly #failure: Error | undefined;

  constructor(claim: OnceClaim | Error, failure?: Error) {
    this.#claim = claim;
    this.#failure = failure;
  }

  async claim(): Promise<OnceClaim> {
    this.asked.push('claim');
    if (this.#claim instanceof Error) throw this.#claim;
    return this.#claim;
  }

  async finish(): Promise<void> {
    this.asked.push('finish');
    if (this.#failure !== undefined) throw this.#failure;
  }

  async withdraw(): Promise<void> {
    this.asked.push('withdraw');
  }
}

const CREATED: OnceClaim = { outcome: 'created' };
const RESUMED: OnceClaim = { outcome: 'resumed', from: 'run-1' };
const DONE: OnceClaim = { outcome: 'done', ...END };
const CHANGED: OnceClaim = { outcome: 'changed', recordedHash: 'b'.repeat(64) };
const HELD: OnceClaim = { outcome: 'held', by: 'again' };

describe('the two markers of a request', () => {
  it.each([
    ['nobody began it', CREATED, CREATED, CREATED, ['claim']],
    ['the cluster knows of a dead run', RESUMED, CREATED, RESUMED, ['claim']],
    ['only the location knows of a dead run', CREATED, RESUMED, RESUMED, ['claim']],
    ['only the location knows that it is done', CREATED, DONE, DONE, ['claim', 'finish']],
    ['the run died between its two markers', RESUMED, DONE, DONE, ['claim', 'finish']],
    ['the location knows another request of this name', CREATED, CHANGED, CHANGED, ['claim', 'withdraw']],
    ['the location knows of a Job that is there', CREATED, HELD, HELD, ['claim', 'withdraw']],
    ['the location disagrees about a request that was begun', RESUMED, CHANGED, CHANGED, ['claim']],
  ])('say what holds where %s', async (_, near, far, expected, asked) => {
    const cluster = new ScriptedMarker(near);
    const location = new ScriptedMarker(far);

    const claim = await new BothMarkers({ cluster, location }).claim(aContext(), 'again', FACTS);

    expect(claim).toEqual(expected);
    expect(cluster.asked).toEqual(asked);
  });

  it.each([DONE, CHANGED, HELD])('leave the location alone where the cluster says %j', async (near) => {
    const location = new ScriptedMarker(CREATED);

    const claim = await new BothMarkers({ cluster: new ScriptedMarker(near), location }).claim(
      aContext(),
      'again',
      FACTS,
    );

    expect([claim, location.asked]).toEqual([near, []]);
  });

  it('leave nothing behind where the location does not answer', async () => {
    const cluster = new ScriptedMarker(CREATED);
    const location = new ScriptedMarker(new RunError('storage-unavailable', 'it was unplugged'));

    const claim = new BothMarkers({ cluster, location }).claim(aContext(), 'again', FACTS);

    await expect(claim).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(cluster.asked).toEqual(['claim', 'withdraw']);
  });

  it('are closed both, the cluster’s also where the location fails', async () => {
    const cluster = new ScriptedMarker(CREATED);
    const location = new ScriptedMarker(CREATED, new RunError('storage-unavailable', 'it was unplugged'));

    const finish = new BothMarkers({ cluster, location }).finish(aContext(), 'again', FACTS, END);

    await expect(finish).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect([location.asked, cluster.asked]).toEqual([['finish'], ['finish']]);
  });
});
