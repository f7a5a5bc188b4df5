import { createSecureContext } from 'node:tls';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import type { Timings } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import type { TlsMaterial } from './credentials.ts';
import { isLoopback } from './proxy.ts';

/** How the connections to one API server are made. */
export interface DispatcherOptions {
  readonly server: string;
  readonly tls: TlsMaterial;
  /** The proxy's URL, or undefined for none. */
  readonly proxy: string | undefined;
  readonly connections: number;
  readonly timings: Timings;
}

/** TCP and TLS together; a server that does not answer the telephone is tried again within the call's budget. */
const CONNECT_MS = 10_000;
/** As client-go: below the idle limits of cloud load balancers. */
const KEEP_ALIVE_MS = 30_000;

/**
 * Connections to the API server, kept and shared. HTTP/1.1 only: measured, it is as fast as HTTP/2
 * here, without its GOAWAY and without one lost connection losing every page under way. Response and body may
 * stall for `stallMs`. Throws `not-supported` for a proxy that is neither HTTP nor SOCKS5, `usage` for a server that
 * would get our token in the clear, and OpenSSL's error for certificates and keys that cannot be used.
 */
export function openDispatcher(options: DispatcherOptions): Dispatcher {
  const { tls, proxy, timings } = options;
  refuseClearText(options);
  const common = {
    connections: options.connections,
    allowH2: false,
    pipelining: 1,
    headersTimeout: timings.stallMs,
    bodyTimeout: timings.stallMs,
  };
  const secure = {
    ...(options.server.startsWith('https:') && { secureContext: secureContextOf(tls) }),
    ...(tls.servername !== undefined && { servername: tls.servername }),
    rejectUnauthorized: tls.rejectUnauthorized,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    timeout: Math.min(CONNECT_MS, timings.stallMs),
    allowH2: false,
  };
  if (proxy === undefined) return new Agent({ ...common, connect: secure });
  if (!/^(https?|socks5?):\/\//.test(proxy)) {
    throw new RunError('not-supported', `Cannot use a proxy of this kind: ${withoutSecrets(proxy)}`, {
      hint: 'Use a proxy whose URL begins with http, https or socks5',
    });
  }
  return new ProxyAgent({ ...common, uri: proxy, requestTls: secure, connectTimeout: secure.timeout });
}

/** Shared by all connections: a bundle of authorities takes tens of milliseconds to parse. */
function secureContextOf({ ca, cert, key }: TlsMaterial) {
  return createSecureContext({ ...(ca && { ca: [...ca] }), cert, key });
}

function refuseClearText({ server, tls }: DispatcherOptions): void {
  const { protocol, hostname } = new URL(server);
  if (protocol === 'https:' || isLoopback(hostname) || !tls.rejectUnauthorized) return;
  throw new RunError('usage', `Cannot speak to ${server} without TLS: everybody on the way could read the token`, {
    hint: 'Use https, or set insecure-skip-tls-verify in the kubeconfig if you mean it',
  });
}

function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}
