import { describe, expect, it } from 'vitest';
import { Redactor } from '../../../../../../src/base/redact.ts';
import { isTold, openOutward } from '../../../../../../src/cli/commands/run/sinks/outward.ts';
import { RunError } from '../../../../../../src/domain/problem.ts';
import type { Wanted } from '../../../../../../src/run/services.ts';
import { aContext } from '../../../../../support/context.ts';
import { startReceiver } from '../../../../../support/receiver-rig.ts';
import { aFailedJobResult } from '../../../../../support/run-results.ts';

const POD = {
  namespace: 'lifeboat',
  jobName: 'backup-nightly-29920457',
  jobUid: '3f9c21ab-5d1e-4a8e-9a52-0d8a8c6f7e10',
  podName: 'backup-nightly-29920457-x7k2p',
  podUid: 'a1c5d8e2-6f3b-4c7d-8e9f-0a1b2c3d4e5f',
};

describe('a result is told outside', () => {
  it('where its record is ours, and outside a Job', () => {
    expect(isTold(aFailedJobResult(), { pod: POD, when: 'progress', reach: 'everywhere' })).toBe(true);
    expect(isTold(aFailedJobResult(), { pod: undefined, when: 'progress', reach: 'pod' })).toBe(true);
  });

  it('at its end also without a record: a run that may not write one has the more to tell', () => {
    expect(isTold(aFailedJobResult(), { pod: POD, when: 'progress', reach: 'pod' })).toBe(false);
    expect(isTold(aFailedJobResult(), { pod: POD, when: 'finished', reach: 'pod' })).toBe(true);
  });

  it('once: not again by a Pod that repeats it, nor by one whose twin is at work', () => {
    const ofAnother = aFailedJobResult({ pod: { name: 'other', uid: 'other' } });

    expect(isTold(ofAnother, { pod: POD, when: 'finished', reach: 'pod' })).toBe(false);
    expect(isTold(aFailedJobResult({ reason: 'busy' }), { pod: POD, when: 'finished', reach: 'pod' })).toBe(false);
  });
});

const ENDPOINT = {
  url: undefined,
  urlFile: undefined,
  headers: {},
  headersFromFiles: {},
  caCertFile: undefined,
  allowHttp: true,
  allowPrivate: true,
};

describe('sinks that learn from the policy whom to tell', () => {
  function opened(prepare: Wanted<never>['prepare']) {
    return openOutward({ io: { env: {} } as never, redactor: new Redactor() }, { policy: 'nightly', prepare }, {});
  }

  it('read it once more at the end only where the run never came to it', async () => {
    let asked = 0;
    const outward = opened(async () => {
      asked += 1;
      return { problems: ['p.yaml:1:1: no'], policy: undefined };
    });

    await outward.learn(aContext());
    await outward.learn(aContext());
    await outward.wanted.prepare(aContext());
    await outward.learn(aContext());

    expect(asked).toBe(2);
  });

  it('tell whom an order names that has no policy of its own: a prune, a verification', async () => {
    await using rig = await startReceiver();
    const endpoint = { ...ENDPOINT, url: `${rig.url}/ping` };
    const telling = {
      notify: [
        {
          name: 'ops',
          on: ['Failure'],
          format: 'Healthchecks',
          template: undefined,
          signingKeyFile: undefined,
          endpoint,
        },
      ],
      pushgateway: { ...ENDPOINT, url: rig.url },
    };
    const outward = opened(async () => ({ order: { telling } as never }));

    await outward.wanted.prepare(aContext());
    for (const sink of outward.sinks) await sink.finished(aContext(), aFailedJobResult());

    expect(rig.received.map(({ path }) => path)).toEqual([
      '/ping/fail',
      '/metrics/job/lifeboat/policy/nightly/cluster/production',
    ]);
  });

  it('tell nobody where it cannot be read', async () => {
    const outward = opened(async () => {
      throw new RunError('policy-not-found', 'There is no policy');
    });

    await outward.learn(aContext());

    for (const sink of outward.sinks)
      await expect(sink.finished(aContext(), aFailedJobResult())).resolves.toBeUndefined();
  });
});
