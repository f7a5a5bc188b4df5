import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHmac } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Redactor } from '../../../../src/base/redact.ts';
import type { Receiver } from '../../../../src/domain/notify/receiver.ts';
import { TROUBLE } from '../../../../src/domain/notify/receiver.ts';
import { withAttempt } from '../../../../src/domain/result/attempt.ts';
import { Notifications } from '../../../../src/report/notify/notifications.ts';
import { aContext } from '../../../support/context.ts';
import { startReceiver } from '../../../support/receiver-rig.ts';
import { anAppliedResult } from '../../../support/restore-results.ts';
import { aCompletedJobResult, aFailedJobResult, aJobResult, aPartialJobResult } from '../../../support/run-results.ts';

function aReceiver(url: string, overrides: Partial<Receiver> & { readonly file?: string } = {}): Receiver {
  const { file, ...rest } = overrides;
  return {
    name: 'ops',
    on: TROUBLE,
    format: 'CloudEvents',
    template: undefined,
    signingKeyFile: undefined,
    endpoint: {
      url,
      urlFile: undefined,
      headers: {},
      headersFromFiles: file === undefined ? {} : { Authorization: file },
      caCertFile: undefined,
      allowHttp: true,
      allowPrivate: true,
    },
    ...rest,
  };
}

function telling(...receivers: Receiver[]) {
  const redactor = new Redactor();
  const sink = new Notifications({
    receivers: () => receivers,
    onSecret: (secret) => redactor.add(secret),
    redact: (text) => redactor.redact(text),
  });
  return { sink, redactor };
}

describe('notifications', () => {
  it('tell a failure as a CloudEvent', async () => {
    await using rig = await startReceiver();
    const { sink } = telling(aReceiver(`${rig.url}/events`));

    await sink.finished(aContext(), aFailedJobResult());

    const [{ headers, body, path }] = rig.received as [(typeof rig.received)[0]];
    expect(path).toBe('/events');
    expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(JSON.parse(body)).toMatchObject({
      specversion: '1.0',
      id: '3f9c21ab-5d1e-4a8e-9a52-0d8a8c6f7e10-1-Failure',
      type: 'dev.lifeboat.backup.failed',
      source: expect.stringMatching(/^\/clusters\/[^/]+\/policies\/nightly$/),
      time: '2026-11-21T02:17:00.000Z',
      datacontenttype: 'application/json',
      data: { event: 'Failure', phase: 'Failed', policy: { name: 'nightly' }, job: { cronJob: 'backup-nightly' } },
    });
  });

  it('tell each receiver what it asked for, and no more', async () => {
    await using rig = await startReceiver();
    const { sink } = telling(
      aReceiver(`${rig.url}/trouble`),
      aReceiver(`${rig.url}/all`, { on: ['Start', 'Success', 'Partial', 'Failure'] }),
    );

    await sink.progress(aContext(), aJobResult());
    await sink.progress(aContext(), aJobResult());
    await sink.finished(aContext(), aCompletedJobResult());

    expect(rig.received.map(({ path }) => path)).toEqual(['/all', '/all']);
    expect(rig.received.map(({ body }) => JSON.parse(body).type)).toEqual([
      'dev.lifeboat.backup.started',
      'dev.lifeboat.backup.completed',
    ]);
  });

  it('tell of a good run with a missed objective once', async () => {
    await using rig = await startReceiver();
    const { sink } = telling(aReceiver(rig.url, { on: ['Success', 'ObjectiveMissed'] }), aReceiver(`${rig.url}/pager`));
    const objectives = { policy: 'nightly', isMissed: true };

    await sink.finished(aContext(), aCompletedJobResult({ objectives }));

    expect(rig.received.map(({ path, body }) => `${path} ${JSON.parse(body).data.event}`).toSorted()).toEqual([
      '/ Success',
      '/pager ObjectiveMissed',
    ]);
  });

  it('ping a dead man’s switch at start, success and failure', async () => {
    await using rig = await startReceiver();
    const pulse = aReceiver(`${rig.url}/ping/uuid/`, {
      on: ['Start', 'Success', 'Partial', 'Failure'],
      format: 'Healthchecks',
    });
    const run = async (result: ReturnType<typeof aJobResult>) => {
      const { sink } = telling(pulse);
      await sink.progress(aContext(), aJobResult());
      await sink.finished(aContext(), result);
    };

    await run(aCompletedJobResult());
    await run(aFailedJobResult());
    await run(aPartialJobResult());
    await run(aPartialJobResult({ exitCode: 0 }));

    const start = '/ping/uuid/start';
    expect(rig.received.map(({ path }) => path)).toEqual([
      start,
      '/ping/uuid',
      start,
      '/ping/uuid/fail',
      start,
      '/ping/uuid/fail',
      start,
      '/ping/uuid',
    ]);
  });

  it('speak as Slack takes it, without calling anybody', async () => {
    await using rig = await startReceiver();
    const { sink } = telling(aReceiver(rig.url, { format: 'Slack' }));

    await sink.finished(aContext(), aFailedJobResult({ message: 'Cannot read <!channel> & more' }));

    const { text } = JSON.parse(rig.received[0]!.body) as { text: string };
    expect(text).toMatch(/^backup of policy nightly.*: Failed\n/);
    expect(text).toContain('&lt;!channel&gt; &amp; more');
    expect(text).not.toContain('<');
  });

  it('fill a template', async () => {
    await using rig = await startReceiver();
    const template = { contentType: 'application/json', body: '{"title":"{{policy}} {{phase}}","why":"{{message}}"}' };
    const { sink } = telling(aReceiver(rig.url, { format: 'Template', template }));

    await sink.finished(aContext(), aFailedJobResult({ message: 'a "quoted"\nword' }));

    expect(JSON.parse(rig.received[0]!.body)).toEqual({ title: 'nightly Failed', why: 'a "quoted"\nword' });
  });

  it('say that a try left the rest to the next Pod', async () => {
    await using rig = await startReceiver();
    const { sink } = telling(aReceiver(rig.url));
    const end = { phase: 'Failed', exitCode: 75, isTriedAgain: true, reason: 'storage-unavailable' } as const;
    const endedAt = new Date('2026-11-21T02:17:20Z');

    await sink.finished(
      aContext(),
      withAttempt(aJobResult(), { ...end, message: 'No store', hint: undefined, endedAt }),
    );

    expect(JSON.parse(rig.received[0]!.body)).toMatchObject({ type: 'dev.lifeboat.backup.interrupted' });
  });

  it('tell of restores, too', async () => {
    await using rig = await startReceiver();
    const { sink } = telling(aReceiver(rig.url, { on: ['Success', 'Partial'] }));

    await sink.finished(aContext(), anAppliedResult());

    expect(JSON.parse(rig.received[0]!.body).type).toMatch(/^dev\.lifeboat\.restore\./);
  });

  it('tell what a verification found and a prune deleted, in numbers', async () => {
    await using rig = await startReceiver();
    const { sink } = telling(aReceiver(rig.url, { on: ['Failure', 'Success'] }));
    const { backup: _, ...run } = aFailedJobResult({ reason: 'archive-unreadable' });
    const verification = { total: 3, proven: 2, sound: 0, damaged: 1, backups: [] };
    const removal = { total: 2, removed: 1, kept: 1, finished: true, backups: [] };

    await sink.finished(aContext(), { ...run, action: 'verify', verification });
    await sink.finished(aContext(), { ...run, action: 'prune', removal });

    const [verified, pruned] = rig.received.map(({ body }) => JSON.parse(body));
    expect(verified).toMatchObject({
      type: 'dev.lifeboat.verify.failed',
      data: { verification: { total: 3, proven: 2, sound: 0, damaged: 1 } },
    });
    expect(pruned.data.removal).toEqual({ total: 2, removed: 1, kept: 1 });
    expect(Object.keys(verified.data.verification)).not.toContain('backups');
  });

  it('name the receivers that could not be told, also of the start, and reach the others', async () => {
    await using rig = await startReceiver();
    await using silent = await startReceiver();
    silent.answers.push(404, 410);
    const every = { on: ['Start', 'Success'] } as const;
    const { sink } = telling(aReceiver(silent.url, { ...every, name: 'gone' }), aReceiver(rig.url, every));

    await sink.progress(aContext(), aJobResult());
    const end = sink.finished(aContext(), aCompletedJobResult());

    await expect(end).rejects.toThrow(/^gone: answered 404; gone: answered 410$/);
    expect(rig.received).toHaveLength(2);
  });

  it('are signed where there is a key', async () => {
    await using rig = await startReceiver();
    const folder = await mkdtemp(join(tmpdir(), 'lifeboat-notify-'));
    const signingKeyFile = join(folder, 'key');
    await writeFile(signingKeyFile, `whsec_${Buffer.from('a key of ours').toString('base64')}\n`);
    const { sink } = telling(aReceiver(rig.url, { signingKeyFile }));

    await sink.finished(aContext(), aFailedJobResult());
    await rm(folder, { recursive: true });

    const { headers, body } = rig.received[0]!;
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const expected = createHmac('sha256', 'a key of ours').update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
  });

  it('let no secret out: neither into bodies nor into failures nor into the log', async () => {
    await using rig = await startReceiver();
    await using refusing = await startReceiver();
    refusing.answers.push(403);
    const folder = await mkdtemp(join(tmpdir(), 'lifeboat-notify-'));
    const file = join(folder, 'token');
    await writeFile(file, 'Bearer canary-in-a-file');
    const receivers = [
      aReceiver(`${rig.url}/canary-in-the-path`, { file }),
      aReceiver(`${refusing.url}/canary-in-the-path`, { file, name: 'refusing' }),
    ];
    const { sink, redactor } = telling(...receivers);
    redactor.add('canary-of-the-store');
    const ctx = aContext();
    const text = 'notify: [{url: https://x/canary-in-the-policy}]';
    const failed = aFailedJobResult({
      message: 'The store said: canary-of-the-store',
      policy: { name: 'nightly', source: 'configmap:lifeboat/policies', sha256: 'a'.repeat(64), text },
      hooks: [{ output: 'canary-of-a-hook' }] as never,
    });

    const failure = await sink.finished(ctx, failed).catch((error: unknown) => String(error));
    await rm(folder, { recursive: true });

    expect(rig.received[0]!.headers['authorization']).toBe('Bearer canary-in-a-file');
    expect(failure).toContain('refusing: answered 403');
    expect(rig.received[0]!.body).toContain('The store said: [redacted]');
    for (const shown of [rig.received[0]!.body, failure, JSON.stringify(ctx.logLines)])
      expect(shown).not.toContain('canary');
  });
});
