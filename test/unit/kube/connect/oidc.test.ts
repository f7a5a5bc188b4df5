import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openOidc } from '../../../../src/kube/connect/oidc.ts';
import { aContext } from '../../../support/context.ts';
import { failureOf } from '../../../support/fault-proxy-lists.ts';

/** A token as an identity provider signs it, here with a signature that nobody checks. */
function idToken(expiresAt: Date): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ exp: Math.floor(expiresAt.getTime() / 1000) })}.x`;
}

describe('openOidc', () => {
  it('sends the token of the kubeconfig while it is valid', async () => {
    const token = idToken(new Date('2099-01-01T00:00:00Z'));
    const source = await openOidc({ name: 'oidc', config: { 'id-token': token } });

    const header = await source(aContext());

    expect(header).toBe(`Bearer ${token}`);
  });

  it('says so where the token has expired and cannot be refreshed', async () => {
    const source = await openOidc({ name: 'oidc', config: { 'id-token': idToken(new Date(0)) } });

    const error = await failureOf(source(aContext()));

    expect(error).toMatchObject({ code: 'permission-denied', hint: expect.stringContaining('Sign in') });
  });

  it('row 30: does not wait for an identity provider longer than for a plugin', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const config = {
      'id-token': idToken(new Date(0)),
      'client-id': 'c',
      'refresh-token': 'canary',
      'idp-issuer-url': `https://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    };
    const source = await openOidc({ name: 'oidc', config });

    const error = await failureOf(source(aContext({ timings: { execPluginMs: 20 } })));
    silent.close();

    expect(error).toMatchObject({ code: 'permission-denied', message: expect.stringContaining('20 ms') });
    expect(String(error)).not.toContain('canary');
  });

  it('refuses the providers that kubectl gave up', async () => {
    const error = await failureOf(openOidc({ name: 'gcp', config: {} }));

    expect(error).toMatchObject({ code: 'not-supported', hint: expect.stringContaining('exec') });
  });
});
