import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../../src/domain/notify/receiver.ts';
import { groupUrl, Pushgateway } from '../../../../src/report/metrics/pushgateway.ts';
import { aContext } from '../../../support/context.ts';
import { startReceiver } from '../../../support/receiver-rig.ts';
import { aCompletedJobResult, aFailedJobResult, aJobResult } from '../../../support/run-results.ts';

const CLUSTER = { name: 'prod', uid: 'u', version: 'v1.36.3' };

function at(url: string): Endpoint {
  const secrets = { urlFile: undefined, headers: {}, headersFromFiles: {}, caCertFile: undefined };
  return { url, ...secrets, allowHttp: true, allowPrivate: true };
}

describe('pushing metrics', () => {
  it('replaces the group of the policy after a good run', async () => {
    await using rig = await startReceiver();
    const gateway = new Pushgateway(
      () => at(`${rig.url}/prom/`),
      () => undefined,
      {},
    );

    await gateway.progress();
    await gateway.finished(aContext(), aCompletedJobResult({ cluster: CLUSTER }));

    expect(rig.received).toEqual([
      {
        method: 'PUT',
        path: '/prom/metrics/job/lifeboat/policy/nightly/cluster/prod',
        headers: expect.objectContaining({ 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
        body: expect.stringMatching(/^# HELP lifeboat_run_phase/),
      },
    ]);
  });

  it('adds to it after any other, so that the last success stays', async () => {
    await using rig = await startReceiver();
    const gateway = new Pushgateway(
      () => at(rig.url),
      () => undefined,
      {},
    );

    await gateway.finished(aContext(), aFailedJobResult({ cluster: CLUSTER }));

    expect(rig.received.map(({ method }) => method)).toEqual(['POST']);
    expect(rig.received[0]!.body).not.toContain('last_success');
  });

  it('finds the group of a run that ended before it knew policy and cluster', async () => {
    await using rig = await startReceiver();
    const { policy: _, cluster: __, ...unknown } = aFailedJobResult();
    const called = { policy: 'nightly', cluster: 'prod' };

    await new Pushgateway(
      () => at(rig.url),
      () => undefined,
      called,
    ).finished(aContext(), unknown);

    const [{ path, body }] = rig.received as [(typeof rig.received)[number]];
    expect(path).toBe('/metrics/job/lifeboat/policy/nightly/cluster/prod');
    expect(body).toContain('lifeboat_run_exit_code{policy="nightly",action="backup",cluster="prod"} 77');
  });

  it('waits for the end of the run, and for an address', async () => {
    await using rig = await startReceiver();

    await new Pushgateway(
      () => at(rig.url),
      () => undefined,
      {},
    ).finished(aContext(), aJobResult());
    await new Pushgateway(
      () => undefined,
      () => undefined,
      {},
    ).finished(aContext(), aCompletedJobResult());

    expect(rig.received).toEqual([]);
  });

  it('writes names of clusters as the gateway reads them', () => {
    const pathOf = (name: string) =>
      groupUrl(new URL('https://gateway'), { policy: 'nightly', cluster: name }).pathname;

    expect(pathOf('a b')).toMatch(/\/cluster\/a%20b$/);
    expect(pathOf('eu/prod')).toMatch(/\/cluster@base64\/ZXUvcHJvZA$/);
    expect(pathOf('')).toMatch(/\/cluster@base64\/=$/);
    expect(pathOf('..')).toMatch(/\/policy\/nightly\/cluster@base64\/Li4$/);
    expect(pathOf('.')).toMatch(/\/policy\/nightly\/cluster@base64\/Lg$/);
  });
});
