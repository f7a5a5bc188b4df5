import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../../src/domain/notify/receiver.ts';
import { resolveEndpoint } from '../../../../src/report/outbound/resolved-endpoint.ts';

let folder: string;
const secrets: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifeboat-endpoint-'));
  secrets.length = 0;
});
afterEach(async () => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

function anEndpoint(overrides: Partial<Endpoint> = {}): Endpoint {
  return {
    url: undefined,
    urlFile: undefined,
    headers: {},
    headersFromFiles: {},
    caCertFile: undefined,
    allowHttp: false,
    allowPrivate: false,
    ...overrides,
  };
}

const resolve = (endpoint: Endpoint) => resolveEndpoint(endpoint, (secret) => secrets.push(secret));

describe('an endpoint', () => {
  it('takes address and headers from files, and registers both as secrets', async () => {
    const urlFile = await file('url', 'https://hooks.acme.example/T0/B0/topsecret\n');
    const token = await file('token', 'Bearer abcdefgh\n');

    const { url, headers } = await resolve(anEndpoint({ urlFile, headersFromFiles: { Authorization: token } }));

    expect(url.href).toBe('https://hooks.acme.example/T0/B0/topsecret');
    expect(headers).toEqual({ Authorization: 'Bearer abcdefgh' });
    expect(secrets).toEqual(['https://hooks.acme.example/T0/B0/topsecret', '/T0/B0/topsecret', 'Bearer abcdefgh']);
  });

  it.each(['as it is', 'behind a link'])('sends no token by which the Pod itself is known, %s', async (how) => {
    const place = join(folder, 'run/secrets/kubernetes.io/serviceaccount');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'token'), 'eyJhbGciOi');
    await symlink(place, join(folder, 'notify'));
    const token = join(how === 'as it is' ? place : join(folder, 'notify'), 'token');

    const headersFromFiles = { Authorization: token };

    await expect(resolve(anEndpoint({ url: 'https://acme.example/', headersFromFiles }))).rejects.toThrow(
      /token is a token of this Pod, which nobody is sent$/,
    );
    expect(secrets).toEqual([]);
  });

  it('trusts the authorities beside that token, which many a Service is signed by', async () => {
    await mkdir(join(folder, 'run/secrets/kubernetes.io'), { recursive: true });
    const caCertFile = await file('run/secrets/kubernetes.io/ca.crt', 'PEM');

    expect(await resolve(anEndpoint({ url: 'https://acme.example/', caCertFile }))).toMatchObject({ ca: 'PEM' });
  });

  it('turns user and password of an address into a header', async () => {
    const urlFile = await file('url', 'https://me:pass%20word@hooks.acme.example/');

    const { url, headers } = await resolve(anEndpoint({ urlFile }));

    expect(url.href).toBe('https://hooks.acme.example/');
    expect(headers).toEqual({ authorization: `Basic ${Buffer.from('me:pass word').toString('base64')}` });
    expect(secrets).toContain('pass word');
  });

  it.each([
    ['http without leave', { url: 'http://acme.example/' }, /allowHttp/],
    ['another protocol', { url: 'file:///etc/passwd' }, /neither https nor http/],
    ['a file that is missing', { urlFile: '/nowhere/url' }, /\/nowhere\/url cannot be read: ENOENT/],
  ])('refuses %s', async (_, change, message) => {
    await expect(resolve(anEndpoint(change))).rejects.toThrow(message);
  });

  it('says of a file with nonsense no word of what it holds', async () => {
    const urlFile = await file('url', 'hunter2hunter2');

    const failure = await resolve(anEndpoint({ urlFile })).catch((error: unknown) => String(error));

    expect(failure).toMatch(/holds no address/);
    expect(failure).not.toContain('hunter2');
  });

  it('refuses a header that would end its line', async () => {
    const token = await file('token', 'Bearer a\r\nX-Evil: 1');

    await expect(
      resolve(anEndpoint({ url: 'https://acme.example', headersFromFiles: { Authorization: token } })),
    ).rejects.toThrow(/holds what no header can/);
  });
});
