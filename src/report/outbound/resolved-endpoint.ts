import { readFile, realpath } from 'node:fs/promises';
import { RunError } from '../../domain/problem.ts';
import type { Endpoint } from '../../domain/notify/receiver.ts';

/** An endpoint with its secrets read. */
export interface ResolvedEndpoint {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** PEM; undefined for the authorities of the platform alone. */
  readonly ca: string | undefined;
  readonly allowHttp: boolean;
  readonly allowPrivate: boolean;
}

/** Told of each secret that is read, so that it can be taken out of everything that is written. */
export type OnSecret = (secret: string) => void;

/** Longer files hold no address and no header. */
const LONGEST_SECRET = 16_384;

/**
 * Reads the files that an endpoint names. Throws `cannot-write` with a sentence that names the file, never what it holds.
 */
export async function resolveEndpoint(endpoint: Endpoint, onSecret: OnSecret): Promise<ResolvedEndpoint> {
  const { urlFile, caCertFile, allowHttp, allowPrivate } = endpoint;
  const address = endpoint.url ?? (await readSecret(urlFile ?? '', onSecret));
  if (!URL.canParse(address)) throw unusable(`${urlFile ?? 'url'} holds no address`);
  const url = new URL(address);
  if (urlFile !== undefined) onSecret(`${url.pathname}${url.search}`);
  if (!['http:', 'https:'].includes(url.protocol)) throw unusable('the address is neither https nor http');
  if (url.protocol === 'http:' && !allowHttp)
    throw unusable('the address begins with http, which needs allowHttp: true');
  const ca = caCertFile === undefined ? undefined : await readText(caCertFile);
  return { url, headers: await headersOf(endpoint, url, onSecret), ca, allowHttp, allowPrivate };
}

/**
 * Where kubelets and clouds put the tokens by which a Pod is known: `/var/run/secrets/kubernetes.io/serviceaccount/token`,
 * those of workload identities beside it. Who may write a policy, or a restore request, must not have them sent anywhere.
 */
const POD_TOKENS = /(?:^|\/)run\/secrets\/[^/]+\//;

/** A secret in a file, without line breaks at its end. */
export async function readSecret(path: string, onSecret: OnSecret): Promise<string> {
  const text = (await readText(path)).replace(/[\r\n]+$/, '');
  if (POD_TOKENS.test(await realpath(path))) throw unusable(`${path} is a token of this Pod, which nobody is sent`);
  if (text === '') throw unusable(`${path} is empty`);
  onSecret(text);
  return text;
}

/** Headers of the policy, of files, and of the user and password that an address in a file may hold. */
async function headersOf(
  { headers, headersFromFiles }: Endpoint,
  url: URL,
  onSecret: OnSecret,
): Promise<ResolvedEndpoint['headers']> {
  const found: [string, string][] = Object.entries(headers);
  for (const [name, path] of Object.entries(headersFromFiles)) {
    const value = await readSecret(path, onSecret);
    if (!/^[\t\u0020-\u007E\u0080-\u00FF]*$/.test(value)) throw unusable(`${path} holds what no header can`);
    found.push([name, value]);
  }
  if (url.username === '' && url.password === '') return Object.fromEntries(found);
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  onSecret(decodeURIComponent(url.password));
  url.username = '';
  url.password = '';
  return Object.fromEntries([['authorization', `Basic ${Buffer.from(user).toString('base64')}`], ...found]);
}

async function readText(path: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8');
    if (text.length > LONGEST_SECRET && !text.includes('-----BEGIN CERTIFICATE')) throw new Error('it is too long');
    return text;
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'it is too long';
    throw unusable(`${path} cannot be read: ${why}`, error);
  }
}

function unusable(message: string, cause?: unknown): RunError {
  return new RunError('cannot-write', message, { cause });
}

/** An address as an agent's request takes it. */
export function requestTarget({ origin, pathname, search }: URL): { readonly origin: string; readonly path: string } {
  return { origin, path: `${pathname}${search}` };
}
