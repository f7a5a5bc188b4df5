import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import { describe, expect, it, vi } from 'vitest';
import { openDispatcher } from '../../../../src/kube/connect/dispatcher.ts';
import { DEFAULT_TIMINGS } from '../../../../src/base/context.ts';
import { aContext } from '../../../support/context.ts';
import { openThrough } from '../../../support/fault-proxy-cluster.ts';
import { failureOf } from '../../../support/fault-proxy-lists.ts';
import { startFaultProxy } from '../../../support/fault-proxy.ts';

const VERSION = { body: '{"gitVersion":"v1.36.3"}' };
const TLS = { ca: undefined, cert: undefined, key: undefined, servername: undefined, rejectUnauthorized: true };

interface Tunnel extends AsyncDisposable {
  readonly url: string;
  /** What was asked for, with the credentials that came along. */
  readonly asked: { readonly host: string; readonly authorization: string | undefined }[];
}

/** A proxy as companies have it: CONNECT and nothing else. */
async function startTunnel(status = 200): Promise<Tunnel> {
  const asked: { host: string; authorization: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer();
  server.on('connect', (request, socket: Socket) => {
    asked.push({ host: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) sockets.add(end.on('error', () => undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://me:pass@127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('openDispatcher', () => {
  it('goes through the proxy of the kubeconfig, with TLS to the API server inside', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => VERSION);
    await using tunnel = await startTunnel();
    const ca = `certificate-authority-data: ${Buffer.from(proxy.caPem).toString('base64')}`;
    await using opened = openThrough(ctx, proxy, { trust: `${ca}, proxy-url: "${tunnel.url}"` });

    const { gitVersion } = await opened.cluster.version(ctx);

    expect(gitVersion).toBe('v1.36.3');
    const basic = `Basic ${Buffer.from('me:pass').toString('base64')}`;
    expect(tunnel.asked).toEqual([{ host: new URL(proxy.url).host, authorization: basic }]);
  });

  it.each(['directly', 'through a proxy'])('parses its authorities once for all connections, %s', async (how) => {
    const ctx = aContext();
    const together = Promise.withResolvers<void>();
    let asked = 0;
    await using proxy = await startFaultProxy(async () => {
      if (++asked === 3) together.resolve();
      await together.promise;
      return VERSION;
    });
    await using tunnel = await startTunnel();
    const ca = `certificate-authority-data: ${Buffer.from(proxy.caPem).toString('base64')}`;
    const trust = how === 'directly' ? ca : `${ca}, proxy-url: "${tunnel.url}"`;
    await using opened = openThrough(ctx, proxy, { trust });
    const parsing = vi.spyOn(tls, 'createSecureContext');

    await Promise.all([1, 2, 3].map(() => opened.cluster.version(ctx)));

    expect(parsing).not.toHaveBeenCalled();
    parsing.mockRestore();
  });

  it('says of a client certificate that it cannot be used, and sends nothing', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => VERSION);
    const broken = Buffer.from('no certificate').toString('base64');
    const user = `client-certificate-data: ${broken}, client-key-data: ${broken}`;
    await using opened = openThrough(ctx, proxy, { user });

    expect(await failureOf(opened.cluster.version(ctx))).toMatchObject({
      code: 'tls-untrusted',
      message: expect.stringContaining('cannot be used (ERR_OSSL_'),
    });
    expect(proxy.requests).toEqual([]);
  });

  it('says what a proxy answers that does not let us through', async () => {
    const ctx = aContext({ timings: { callBudgetMs: 1000 } });
    await using proxy = await startFaultProxy(() => VERSION);
    await using tunnel = await startTunnel(407);
    await using opened = openThrough(ctx, proxy, { trust: `proxy-url: "${tunnel.url}"` });

    const error = await failureOf(opened.cluster.version(ctx));

    expect(error).toMatchObject({
      code: 'cluster-unavailable',
      message: expect.stringContaining('proxy answered 407'),
    });
  });

  it('does not send a token in the clear, except to this machine or where the kubeconfig insists', () => {
    const open = (server: string, rejectUnauthorized = true) =>
      openDispatcher({
        server,
        tls: { ...TLS, rejectUnauthorized },
        proxy: undefined,
        connections: 1,
        timings: DEFAULT_TIMINGS,
      });

    expect(() => open('http://api.example.com')).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(open('http://127.0.0.1:8001')).toBeDefined();
    expect(open('http://api.example.com', false)).toBeDefined();
  });

  it('refuses a kind of proxy that it cannot use, and keeps its password to itself', () => {
    const options = { server: 'https://x', tls: TLS, connections: 1, timings: DEFAULT_TIMINGS };

    const open = () => openDispatcher({ ...options, proxy: 'ftp://me:canary@proxy' });

    expect(open).toThrow(
      expect.objectContaining({ code: 'not-supported', message: expect.not.stringContaining('canary') }),
    );
  });
});
