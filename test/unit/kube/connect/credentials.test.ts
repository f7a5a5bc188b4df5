import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Credentials } from '../../../../src/kube/connect/credentials.ts';
import type { ClusterTarget, ClusterUser } from '../../../../src/kube/connect/target.ts';
import { makeAuthority } from '../../../support/certificate.ts';
import { aContext } from '../../../support/context.ts';
import { failureOf } from '../../../support/fault-proxy-lists.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credentials-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function target(user: ClusterUser, more: Partial<ClusterTarget> = {}): ClusterTarget {
  return {
    server: 'https://api.example.com',
    namespace: 'default',
    ca: undefined,
    insecureSkipTlsVerify: false,
    tlsServerName: undefined,
    proxyUrl: undefined,
    user,
    ...more,
  };
}

/** A plugin whose token is the number of its runs, valid until the hour given. */
function countingPlugin(hour: string): ClusterUser {
  const command = join(folder, 'plugin');
  const status = `{\\"token\\":\\"run-$(wc -l < "$0.runs" | tr -d " ")\\",\\"expirationTimestamp\\":\\"2026-11-21T${hour}:00:00Z\\"}`;
  const script = `#!/bin/sh\necho run >> "$0.runs"\necho "{\\"apiVersion\\":\\"v1\\",\\"status\\":${status}}"\n`;
  writeFileSync(command, script, { mode: 0o700 });
  const none = { args: [], env: {}, installHint: undefined, needsTerminal: false, wantsClusterInfo: false };
  return { exec: { apiVersion: 'v1', command, ...none } };
}

describe('Credentials', () => {
  it('sends name and password as basic authentication, and nothing where there is nothing', async () => {
    const basic = new Credentials(target({ basic: { username: 'jane', password: 'ü:x' } }));
    const anonymous = new Credentials(target({}));

    expect((await basic.current(aContext())).headers).toEqual({
      authorization: `Basic ${Buffer.from('jane:ü:x').toString('base64')}`,
    });
    expect((await anonymous.current(aContext())).headers).toEqual({});
  });

  it('asks a plugin again when its credential has expired, and not before', async () => {
    const ctx = aContext({ now: new Date('2026-11-21T02:00:00Z') });
    const credentials = new Credentials(target(countingPlugin('03')));
    const tokenAfter = async (ms: number) => {
      ctx.clock.advance(ms);
      return (await credentials.current(ctx)).headers['authorization'];
    };

    expect(await tokenAfter(0)).toBe('Bearer run-1');
    expect(await tokenAfter(3_599_000)).toBe('Bearer run-1');
    expect(await tokenAfter(1000)).toBe('Bearer run-2');
  });

  it('asks a plugin once, however many ask for its credential, and again when the server refused it', async () => {
    const ctx = aContext({ now: new Date('2026-11-21T02:00:00Z') });
    const credentials = new Credentials(target(countingPlugin('23')));

    const [first, second] = await Promise.all([credentials.current(ctx), credentials.current(ctx)]);
    const renewed = await Promise.all([credentials.renew(ctx, first), credentials.renew(ctx, second)]);

    expect(first.headers['authorization']).toBe('Bearer run-1');
    expect(renewed.map(({ headers }) => headers['authorization'])).toEqual(['Bearer run-2', 'Bearer run-2']);
  });

  it('gives another fingerprint when a certificate changes, and the same when only the token does', async () => {
    const ctx = aContext();
    const [ca, token] = [join(folder, 'ca.crt'), join(folder, 'token')];
    writeFileSync(ca, 'A');
    writeFileSync(token, 'one');
    const credentials = new Credentials(target({ tokenFile: token }, { ca: { file: ca } }));
    const first = await credentials.current(ctx);

    writeFileSync(token, 'two');
    const second = await credentials.renew(ctx, first);
    writeFileSync(ca, 'B');
    const third = await credentials.renew(ctx, second);

    expect(second.headers).not.toEqual(first.headers);
    expect(second.tlsFingerprint).toBe(first.tlsFingerprint);
    expect(third.tlsFingerprint).not.toBe(first.tlsFingerprint);
  });

  it('tells every secret before it is used: each rotated token, a plugin’s, a password', async () => {
    const ctx = aContext({ now: new Date('2026-11-21T02:00:00Z') });
    const secrets: string[] = [];
    const tell = (secret: string) => void secrets.push(secret);
    const token = join(folder, 'token');
    writeFileSync(token, 'first-token\n');
    const rotating = new Credentials(target({ tokenFile: token }), tell);

    const first = await rotating.current(ctx);
    writeFileSync(token, 'second-token\n');
    await rotating.renew(ctx, first);
    await new Credentials(target(countingPlugin('23')), tell).current(ctx);
    await new Credentials(target({ basic: { username: 'jane', password: 'pass-word' } }), tell).current(ctx);

    const encoded = Buffer.from('jane:pass-word').toString('base64');
    expect(secrets).toEqual(['first-token', 'second-token', 'run-1', 'pass-word', encoded]);
  });

  it.each([
    ['a missing file', undefined],
    ['an empty file', '\n'],
  ])('refuses %s for a token', async (_, content) => {
    const token = join(folder, 'token');
    if (content !== undefined) writeFileSync(token, content);

    const error = await failureOf(new Credentials(target({ tokenFile: token })).current(aContext()));

    expect(error).toMatchObject({ code: 'permission-denied', message: expect.stringContaining(token) });
  });

  it("trusts the authorities of NODE_EXTRA_CA_CERTS beside the cluster's own, which Node alone would not", async () => {
    const extra = join(folder, 'extra.crt');
    writeFileSync(extra, makeAuthority().caPem);
    const module = new URL('../../../../src/kube/connect/credentials.ts', import.meta.url).href;
    const context = new URL('../../../support/context.ts', import.meta.url).href;
    const script = `
      const { Credentials } = await import(${JSON.stringify(module)});
      const { aContext } = await import(${JSON.stringify(context)});
      const { tls } = await new Credentials(${JSON.stringify(target({}, { ca: { pem: 'OWN' } }))}).current(aContext());
      console.log(JSON.stringify(tls.ca));`;

    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: extra },
    });

    expect(JSON.parse(stdout)).toEqual(['OWN', expect.stringContaining('BEGIN CERTIFICATE')]);
  });
});
