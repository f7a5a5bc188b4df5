import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/base/clock.ts';
import type { Cluster } from '../../../../src/kube/cluster.ts';
import { openCluster } from '../../../../src/kube/open.ts';
import { type ApiServer, startApiServer } from '../../../support/api-server/api-server.ts';
import { aContext } from '../../../support/context.ts';
import { failureOf } from '../../../support/fault-proxy-lists.ts';
import { shellPod } from '../../../support/shell.ts';

const REQUEST = { namespace: 'shop', pod: 'db-0', container: 'main', command: ['sync'] };

let server: ApiServer;
let cluster: Cluster;
let folder: string;
const ctx = { ...aContext(), clock: systemClock };

beforeEach(async () => {
  server = await startApiServer();
  server.seed([shellPod('shop', 'db-0')]);
  folder = mkdtempSync(join(tmpdir(), 'exec-'));
  cluster = openAs(server.kubeconfig);
});
afterEach(async () => {
  await cluster.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

function openAs(kubeconfig: string, more: { readonly as?: string } = {}): Cluster {
  const file = join(folder, 'kubeconfig');
  writeFileSync(file, kubeconfig);
  return openCluster(ctx, { kubeconfig: file, ...more });
}

describe('a command in a container', () => {
  it('is asked for again where the server was too busy to look at it, and runs once', async () => {
    server.faults.add({ path: '/exec', action: { kind: 'status', status: 429, headers: { 'retry-after': '0' } } });

    const ended = await cluster.exec(ctx, REQUEST);

    expect(ended).toEqual({ exitCode: 0 });
    expect(server.commands).toHaveLength(1);
  });

  it('is not asked for again where the connection is lost: it may have run', async () => {
    server.onCommand(() => ({ lost: true }));

    const error = await failureOf(cluster.exec(ctx, REQUEST));

    expect(error).toMatchObject({ name: 'RunError', code: 'cluster-unavailable' });
    expect((error as Error).message).toMatch(
      /^Cannot run a command in container main of pod shop\/db-0 .*whether it was done is not known$/,
    );
    expect(server.commands).toHaveLength(1);
  });

  it('tells of a server that ends the connection instead of answering', async () => {
    server.faults.add({ path: '/exec', action: { kind: 'reset' } });

    const error = await failureOf(cluster.exec(ctx, REQUEST));

    expect(error).toMatchObject({ name: 'RunError', code: 'cluster-unavailable' });
  });

  it('tells of a server that is not there', async () => {
    // Not port 1, which WebSockets themselves refuse (https://fetch.spec.whatwg.org/#port-blocking).
    await using nobody = closing(openAs(server.kubeconfig.replace(server.url, 'https://127.0.0.1:2')));
    const timings = { ...ctx.timings, callBudgetMs: 1 };

    const error = await failureOf(nobody.cluster.exec({ ...ctx, timings }, REQUEST));

    expect(error).toMatchObject({ code: 'cluster-unavailable', message: expect.stringContaining('refused') });
  });

  it('tells of credentials that are rejected', async () => {
    await using stranger = closing(openAs(server.kubeconfigOf('unknown')));

    const error = await failureOf(stranger.cluster.exec(ctx, REQUEST));

    expect(error).toMatchObject({ name: 'RunError', code: 'permission-denied' });
  });

  it('does not trust a certificate that others do not', async () => {
    const other = await startApiServer();
    const foreign = server.kubeconfig.replace(
      /certificate-authority-data: [^}]+/,
      `certificate-authority-data: ${Buffer.from(other.caPem).toString('base64')}`,
    );
    await using wary = closing(openAs(foreign));

    const error = await failureOf(wary.cluster.exec(ctx, REQUEST));
    await other.close();

    expect(error).toMatchObject({ name: 'RunError', code: 'tls-untrusted' });
  });

  it('is not begun after an abort, and one that waits for its handshake ends with it', async () => {
    const stop = new AbortController();
    const hanging = server.faults.add({ path: '/exec', action: { kind: 'hang' } });
    const reason = new Error('enough');

    const failed = failureOf(cluster.exec({ ...ctx, signal: stop.signal }, REQUEST));
    await hanging.reached;
    stop.abort(reason);
    const after = await failureOf(cluster.exec({ ...ctx, signal: stop.signal }, REQUEST));

    expect([await failed, after]).toEqual([reason, reason]);
    expect(server.commands).toEqual([]);
  });

  it('hands over output of any size, whole', async () => {
    const text = 'ü'.repeat(300_000);
    server.onCommand((_, print) => {
      for (let at = 0; at < text.length; at += 1_000) print(text.slice(at, at + 1_000));
      return { exitCode: 0 };
    });
    const printed: Uint8Array[] = [];

    await cluster.exec(ctx, { ...REQUEST, onOutput: (bytes) => printed.push(bytes) });

    expect(Buffer.concat(printed).toString() === text).toBe(true);
  });
});

function closing(opened: Cluster): AsyncDisposable & { readonly cluster: Cluster } {
  return { cluster: opened, [Symbol.asyncDispose]: () => opened.close() };
}
