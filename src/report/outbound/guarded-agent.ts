import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { deniedAddress } from '../../base/net/denied-address.ts';
import { RunError } from '../../domain/problem.ts';
import type { ResolvedEndpoint } from './resolved-endpoint.ts';

/**
 * Connections to one endpoint that lead only where they may. The name is resolved once for each connection, every address
 * that it has is judged, and the connection goes to one of them: a name cannot mean one thing to the judge and another to
 * the connection. Throws for an address in the URL itself, which nothing resolves. Proxies of the environment are not used.
 */
export function guardedAgent({ url, ca, allowPrivate }: ResolvedEndpoint): Agent {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) refuse(host, host, allowPrivate);
  return new Agent({
    connections: 1,
    pipelining: 0,
    allowH2: false,
    connect: { lookup: judged(lookup, allowPrivate), ...(ca !== undefined && { ca }) },
  });
}

/** Resolves names with `resolve` and refuses all of a name's addresses where one of them is denied. */
export function judged(resolve: typeof lookup, allowPrivate: boolean): LookupFunction {
  return (hostname, options, answer) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return answer(error, '');
      try {
        for (const { address } of addresses) refuse(hostname, address, allowPrivate);
      } catch (refusal) {
        return answer(refusal as Error, '');
      }
      const [first] = addresses;
      if (options.all === true) return answer(null, addresses);
      return first === undefined ? answer(new Error('no address'), '') : answer(null, first.address, first.family);
    });
  };
}

function refuse(host: string, address: string, allowPrivate: boolean): void {
  const denied = deniedAddress(address, { allowPrivate });
  if (denied === undefined) return;
  throw new RunError('cannot-write', `${host === address ? address : `${host} leads to ${address}, which`} ${denied}`);
}
