import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, request } from 'undici';
import type { ClusterRig } from './cluster-rig.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { itemsOfList, type WireItem } from './fidelity.ts';

/** A proxy that passes everything on and keeps what it saw of lists. */
export interface Recorder extends AsyncDisposable {
  /** Kubeconfig (YAML) of an administrator whose requests go through it. */
  readonly kubeconfig: string;
  /** Every form in which an object came over the wire in a list, by its path in an archive. */
  readonly items: ReadonlyMap<string, readonly WireItem[]>;
}

/** Starts a proxy before an API server that records the objects of every list it hands on. */
export async function startRecorder(rig: ClusterRig): Promise<Recorder> {
  const agent = new Agent({ connect: { ca: rig.caPem } });
  const items = new Map<string, WireItem[]>();
  const proxy = await startFaultProxy(async ({ method, path, query, headers, body }) => {
    const search = query.size > 0 ? `?${query.toString()}` : '';
    const { accept = 'application/json', authorization = '', 'content-type': type = 'application/json' } = headers;
    const answer = await request(rig.url + path + search, {
      method: method as 'GET',
      headers: { accept, authorization, 'content-type': type, 'accept-encoding': headers['accept-encoding'] ?? '' },
      body: body === '' ? null : body,
      dispatcher: agent,
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const encoding = answer.headers['content-encoding'];
    if (method === 'GET' && answer.statusCode === 200)
      keep(items, path, (encoding === 'gzip' ? await promisify(gunzip)(bytes) : bytes).toString('utf8'));
    const kept = ['content-type', 'content-encoding', 'retry-after', 'audit-id'].flatMap((name) => {
      const value = answer.headers[name];
      return value === undefined ? [] : [[name, String(value)] as const];
    });
    return { status: answer.statusCode, headers: Object.fromEntries(kept), body: bytes };
  });
  const close = async (): Promise<void> => {
    await proxy[Symbol.asyncDispose]();
    await agent.destroy();
  };
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const kubeconfig = rig.kubeconfig.replace(rig.url, proxy.url).replace(base64(rig.caPem), base64(proxy.caPem));
  return { kubeconfig, items, [Symbol.asyncDispose]: close };
}

function keep(items: Map<string, WireItem[]>, path: string, body: string): void {
  for (const item of itemsOfList(path, body) ?? []) items.set(item.path, [...(items.get(item.path) ?? []), item]);
}
