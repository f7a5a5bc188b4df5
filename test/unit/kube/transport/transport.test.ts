import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aContext } from '../../../support/context.ts';
import { makeAuthority, makeCertificate } from '../../../support/certificate.ts';
import { openThrough } from '../../../support/fault-proxy-cluster.ts';
import { failureOf, listThrough, namesOf, pagesOf, REQUEST, statusAnswer } from '../../../support/fault-proxy-lists.ts';
import { startFaultProxy, type FaultProxy, type SeenRequest } from '../../../support/fault-proxy.ts';

const VERSION = { body: '{"major":"1","minor":"36","gitVersion":"v1.36.3"}' };
const LOCAL = { commonName: 'localhost', hosts: ['127.0.0.1'] };

/** Answers to one bearer token alone, as an API server does. */
function guardedBy(token: () => string) {
  return ({ headers }: SeenRequest) =>
    headers.authorization === `Bearer ${token()}` ? VERSION : statusAnswer(401, 'Unauthorized');
}

function tokensOf(proxy: FaultProxy): (string | undefined)[] {
  return proxy.requests.map(({ headers }) => headers.authorization);
}

describe('Transport', () => {
  it('sends the token of the kubeconfig, without the newline that editors leave', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(guardedBy(() => 'secret'));
    await using opened = openThrough(ctx, proxy, { user: 'tokenFile: token', files: { token: ' secret\n' } });

    const version = await opened.cluster.version(ctx);

    expect(version).toMatchObject({ gitVersion: 'v1.36.3', major: '1', minor: '36' });
  });

  it('acts as somebody else where that is wished', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => VERSION);
    await using named = openThrough(ctx, proxy, { user: 'token: t, as: jane, as-uid: "7", as-groups: [dev, ops]' });
    await using chosen = openThrough(ctx, proxy, { as: 'joe' });

    await named.cluster.version(ctx);
    await chosen.cluster.version(ctx);

    expect(proxy.requests[0]?.headers).toMatchObject({
      'impersonate-user': 'jane',
      'impersonate-uid': '7',
      'impersonate-group': 'dev, ops',
    });
    expect(proxy.requests[1]?.headers).toMatchObject({
      'impersonate-user': 'joe',
      authorization: 'Bearer from-the-test',
    });
  });

  it("tells how far the server's clock is off", async () => {
    const ctx = aContext({ now: new Date('2026-11-21T02:00:00Z') });
    await using proxy = await startFaultProxy(() => ({
      ...VERSION,
      headers: { date: 'Sat, 21 Nov 2026 03:00:00 GMT' },
    }));
    await using opened = openThrough(ctx, proxy);

    const { clockOffsetMs } = await opened.cluster.version(ctx);

    expect(clockOffsetMs).toBe(3_600_000);
  });

  it('shares its connections between requests', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => VERSION);
    await using opened = openThrough(ctx, proxy);

    for (let n = 0; n < 20; n++) await opened.cluster.version(ctx);

    expect(proxy.connections).toBeLessThanOrEqual(2);
  });

  it('has no more requests under way than it may, and lists do not hold up the others', async () => {
    const ctx = aContext();
    const { promise: go, resolve } = Promise.withResolvers<void>();
    await using proxy = await startFaultProxy(async (request) => {
      if (!request.path.endsWith('/configmaps')) return VERSION;
      await go;
      return pagesOf([])(request);
    });
    await using opened = openThrough(ctx, proxy, { limits: { lists: 2, others: 2 } });

    const lists = Array.from({ length: 5 }, async () => opened.cluster.list(ctx, REQUEST).next());
    for (let n = 0; n < 5; n++) await opened.cluster.version(ctx);
    const listsBefore = proxy.requests.filter(({ path }) => path.endsWith('/configmaps')).length;
    resolve();
    await Promise.all(lists);

    expect(listsBefore).toBe(2);
    expect(proxy.requests.filter(({ path }) => path.endsWith('/configmaps'))).toHaveLength(5);
  });

  it('row 4: gives up on a server that is not there when the budget is used up, with one line that says why', async () => {
    const ctx = aContext({ timings: { callBudgetMs: 120_000 } });
    await using opened = openThrough(ctx, { url: 'https://127.0.0.1:1', caPem: makeCertificate().caPem });

    const error = await failureOf(opened.cluster.version(ctx));

    expect(error).toMatchObject({ code: 'cluster-unavailable', message: expect.stringContaining('refused') });
    expect(ctx.clock.monotonicMs()).toBeGreaterThan(60_000);
    expect(ctx.clock.monotonicMs()).toBeLessThanOrEqual(120_000);
  });

  it('row 7: speaks HTTP/1.1 to a server that offers both, so that a GOAWAY cannot come', async () => {
    const { caPem, certPem, keyPem } = makeCertificate();
    const seen: string[] = [];
    const server = createSecureServer({ cert: certPem, key: keyPem, allowHTTP1: true }, (request, response) => {
      seen.push(request.httpVersion);
      if (seen.length === 1) request.socket.destroy();
      else response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"items":[{"metadata":{"name":"a"}}]}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const { items } = await listThrough(aContext(), { url, caPem }, { ...REQUEST, namespace: 'shop' });
    server.close();

    expect(namesOf(items)).toEqual(['a']);
    expect(seen).toEqual(['1.1', '1.1']);
  });

  it('row 17: a rejected token is read again, once, because the file may have been rotated', async () => {
    const ctx = aContext();
    let valid = 'old';
    await using proxy = await startFaultProxy(guardedBy(() => valid));
    await using opened = openThrough(ctx, proxy, { user: 'tokenFile: token', files: { token: 'old' } });
    await opened.cluster.version(ctx);
    valid = 'new';
    writeFileSync(join(opened.folder, 'token.tmp'), 'new\n');
    renameSync(join(opened.folder, 'token.tmp'), join(opened.folder, 'token'));

    await opened.cluster.version(ctx);

    expect(tokensOf(proxy)).toEqual(['Bearer old', 'Bearer old', 'Bearer new']);
  });

  it('row 17: a token that is rejected twice is permission-denied, and is not said aloud', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(guardedBy(() => 'another'));
    await using opened = openThrough(ctx, proxy, { user: 'token: canary-token' });

    const error = await failureOf(opened.cluster.version(ctx));

    expect(error).toMatchObject({ name: 'RunError', code: 'permission-denied', hint: expect.any(String) });
    expect(proxy.requests).toHaveLength(2);
    expect(JSON.stringify([ctx.logLines, String(error), (error as Error).stack])).not.toContain('canary');
  });

  it('row 17: many requests that are rejected at once read the credentials once', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(guardedBy(() => 'second'));
    const plugin = `#!/bin/sh
echo run >> "$(dirname "$0")/runs"
[ "$(wc -l < "$(dirname "$0")/runs")" -gt 1 ] && token=second || token=first
echo "{\\"apiVersion\\":\\"client.authentication.k8s.io/v1\\",\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"$token\\"}}"
`;
    const user = 'exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, interactiveMode: Never}';
    await using opened = openThrough(ctx, proxy, { user, files: { plugin } });

    await Promise.all(Array.from({ length: 8 }, async () => opened.cluster.version(ctx)));

    expect(new Set(tokensOf(proxy))).toEqual(new Set(['Bearer first', 'Bearer second']));
    expect(proxy.requests.length).toBeLessThanOrEqual(16);
  });

  it('reads the token again after 45 seconds, and keeps the one at hand while that fails', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => VERSION);
    await using opened = openThrough(ctx, proxy, { user: 'tokenFile: token', files: { token: 'one' } });
    const askAfter = async (ms: number) => {
      ctx.clock.advance(ms);
      await opened.cluster.version(ctx);
    };

    await askAfter(0);
    writeFileSync(join(opened.folder, 'token'), 'two');
    await askAfter(44_000);
    await askAfter(2000);
    renameSync(join(opened.folder, 'token'), join(opened.folder, 'away'));
    await askAfter(46_000);

    expect(tokensOf(proxy)).toEqual(['Bearer one', 'Bearer one', 'Bearer two', 'Bearer two']);
    expect(ctx.logLines).toContainEqual(expect.objectContaining({ level: 40 }));
  });

  it('row 29: a new certificate authority is read from its file, and the request goes through', async () => {
    const ctx = aContext();
    const [old, next] = [makeAuthority(), makeAuthority()];
    const answer = { ...VERSION, headers: { connection: 'close' } };
    await using proxy = await startFaultProxy(() => answer, { caPem: old.caPem, ...old.issue(LOCAL) });
    const trust = 'certificate-authority: ca.crt';
    await using opened = openThrough(ctx, proxy, { trust, files: { 'ca.crt': old.caPem } });
    await opened.cluster.version(ctx);
    proxy.use(next.issue(LOCAL));
    writeFileSync(join(opened.folder, 'ca.crt'), next.caPem);

    await opened.cluster.version(ctx);

    expect(proxy.requests).toHaveLength(2);
  });

  it.each([
    ['another authority', { commonName: 'localhost', hosts: ['127.0.0.1'] }, makeAuthority().caPem, 'authority'],
    ['another host', { commonName: 'localhost', hosts: ['example.com'] }, undefined, 'other names'],
    ['an expired certificate', { ...LOCAL, notAfter: new Date('2021-01-01T00:00:00Z') }, undefined, 'expired'],
  ])('row 29: does not speak to a server with %s, and says why', async (_, subject, trusted, reason) => {
    const ctx = aContext();
    const certificate = makeCertificate(subject);
    await using proxy = await startFaultProxy(() => VERSION, certificate);
    await using opened = openThrough(ctx, { url: proxy.url, caPem: trusted ?? certificate.caPem });

    const error = await failureOf(opened.cluster.version(ctx));

    expect(error).toMatchObject({ code: 'tls-untrusted', message: expect.stringContaining(reason) });
    expect(proxy.requests).toHaveLength(0);
  });

  it('says at once that a certificate or key it was given is none', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => VERSION);
    const files = { 'no.crt': 'canary', 'no.key': 'canary' };
    await using opened = openThrough(ctx, proxy, { user: 'client-certificate: no.crt, client-key: no.key', files });

    const error = await failureOf(opened.cluster.version(ctx));

    expect(error).toMatchObject({ code: 'tls-untrusted' });
    expect(String(error)).not.toContain('canary');
    expect(ctx.clock.pauses).toEqual([]);
  });

  it('does without a trusted certificate only where the kubeconfig says so, and warns', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => VERSION);
    await using opened = openThrough(ctx, proxy, { trust: 'insecure-skip-tls-verify: true' });

    await opened.cluster.version(ctx);

    expect(ctx.logLines).toContainEqual(expect.objectContaining({ level: 40, code: 'tls-not-verified' }));
  });

  it('shows a client certificate, and checks the name that the kubeconfig gives', async () => {
    const ctx = aContext();
    const authority = makeAuthority();
    const certificate = { caPem: authority.caPem, ...authority.issue({ commonName: 'api', hosts: ['api.internal'] }) };
    await using proxy = await startFaultProxy(
      ({ peer }) => (peer === 'jane' ? VERSION : statusAnswer(401, 'Unauthorized')),
      {
        ...certificate,
        clientCaPem: authority.caPem,
      },
    );
    const { certPem, keyPem } = authority.issue({ commonName: 'jane' });
    await using opened = openThrough(ctx, proxy, {
      trust: 'certificate-authority: ca.crt, tls-server-name: api.internal',
      user: 'client-certificate: jane.crt, client-key: jane.key',
      files: { 'ca.crt': authority.caPem, 'jane.crt': certPem, 'jane.key': keyPem },
    });

    const version = await opened.cluster.version(ctx);

    expect(version.gitVersion).toBe('v1.36.3');
  });
});
