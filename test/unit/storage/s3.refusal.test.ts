import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { S3Location } from '../../../src/domain/storage-location.ts';
import { RetryingObjectStore } from '../../../src/storage/retrying.ts';
import { S3ObjectStore } from '../../../src/storage/s3.ts';
import { makeAuthority, makeCertificate } from '../../support/certificate.ts';
import { refusal } from '../../support/scripted-s3-bucket.ts';
import { credentialsText, scriptedStoreRig } from '../../support/scripted-s3-store.ts';

const MIB = 1024 * 1024;
const TOKEN = 'x-amz-security-token';

const scripted = scriptedStoreRig();

describe('row 55: credentials or rights that do not suffice', () => {
  it.each([
    [403, 'AccessDenied'],
    [403, 'InvalidAccessKeyId'],
    [403, 'SignatureDoesNotMatch'],
    [400, 'ExpiredToken'],
    [400, 'InvalidToken'],
    [401, 'Unauthorized'],
  ])('row 55: a %i %s is permission-denied and names operation and key', async (status, code) => {
    const { ctx, s3, store } = scripted;
    s3.script(() => refusal(status, code, 'no'));

    const put = new RetryingObjectStore(store).put(ctx, 'backups/b/b.tar.gz', Buffer.from('x'));

    await expect(put).rejects.toMatchObject({
      code: 'permission-denied',
      message: `Cannot write backups/b/b.tar.gz in s3://bucket: no (${code})`,
    });
    expect(s3.requests).toHaveLength(1);
  });

  it('row 55: a look-up without an error document is permission-denied, with the right to grant', async () => {
    const { ctx, s3, store } = scripted;
    s3.script(() => ({ status: 403 }));

    await expect(store.head(ctx, 'backups/b/x')).rejects.toMatchObject({
      code: 'permission-denied',
      message: 'Cannot look up backups/b/x in s3://bucket: HTTP 403',
      hint: 'Grant s3:GetObject on s3://bucket',
    });
  });

  it('row 55: shows no secret, although the server sends it back', async () => {
    const { ctx, s3, store, credentialsFile } = scripted;
    const secrets = ['secret/key+of=somebody', 'session-token-of-somebody'] as const;
    await writeFile(credentialsFile, credentialsText(...secrets));
    s3.script(({ headers }) => refusal(403, 'AccessDenied', `you sent ${String(headers[TOKEN])} and ${secrets[0]}`));

    const problem = (await store.put(ctx, 'x', Buffer.from('x')).catch((error: unknown) => error)) as Error;

    const shown = JSON.stringify([problem, problem.message, problem.stack, String(problem.cause), ctx.logLines]);
    expect(problem.message).toContain('you sent [redacted] and [redacted]');
    for (const secret of secrets) expect(shown).not.toContain(secret);
  });
});

describe('row 56: credentials that expire in the middle of an upload', () => {
  const body = Buffer.alloc(20 * MIB, 1);

  it('row 56: are read again, and the part is sent once more', async () => {
    const { ctx, s3, store, credentialsFile } = scripted;
    await writeFile(credentialsFile, credentialsText('old-secret', 'old-token'));
    s3.script(({ headers, query }) => {
      const isOver = headers[TOKEN] === 'old-token' && query.get('partNumber') === '3';
      return isOver ? refusal(400, 'ExpiredToken', 'The provided token has expired.') : undefined;
    });
    s3.script(({ query }) => {
      if (query.get('partNumber') === '1') void writeFile(credentialsFile, credentialsText('new-secret', 'new-token'));
      return undefined;
    });

    const outcome = await store.put(ctx, 'backups/b/b.tar.gz', body);

    expect(outcome).toBe('stored');
    expect(s3.requests.at(-1)?.headers[TOKEN]).toBe('new-token');
    expect(s3.operations().filter((operation) => operation === 'UploadPart')).toHaveLength(4);
  });

  it('row 56: are permission-denied when no others are there, and the upload is given up', async () => {
    const { ctx, s3, store, credentialsFile } = scripted;
    await writeFile(credentialsFile, credentialsText('old-secret', 'old-token'));
    s3.script(({ operation }) =>
      operation === 'UploadPart' ? refusal(400, 'ExpiredToken', 'The provided token has expired.') : undefined,
    );

    await expect(store.put(ctx, 'backups/b/b.tar.gz', body)).rejects.toMatchObject({ code: 'permission-denied' });
    expect(s3.content.uploads.size).toBe(0);
  });
});

describe('a clock that is off', () => {
  const HOUR_MS = 3_600_000;

  it('is told in seconds', async () => {
    const { ctx, s3, store } = scripted;
    const serverTime = new Date(ctx.clock.now().getTime() + HOUR_MS).toISOString();
    const details = `<ServerTime>${serverTime}</ServerTime>`;
    s3.script(() => refusal(403, 'RequestTimeTooSkewed', 'The difference is too large.', details));

    await expect(store.put(ctx, 'x', Buffer.from('x'))).rejects.toMatchObject({
      code: 'storage-unavailable',
      hint: 'clock off by 3600 s: synchronise the clock of the node',
    });
  });

  it('is corrected by the time that the store tells, and the put succeeds', async () => {
    const { ctx, s3, store } = scripted;
    s3.script(({ headers }) => {
      const serverTime = Date.now() + HOUR_MS;
      const signed = String(headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
      if (Math.abs(Date.parse(signed) - serverTime) < HOUR_MS / 4) return undefined;
      const refused = refusal(403, 'RequestTimeTooSkewed', 'The difference is too large.');
      return { ...refused, headers: { date: new Date(serverTime).toUTCString() } };
    });

    const outcome = await new RetryingObjectStore(store).put(ctx, 'x', Buffer.from('x'));

    expect(outcome).toBe('stored');
  });
});

describe('row 70: a server that cannot be trusted', () => {
  const stranger = makeAuthority();

  it.each([
    ['an unknown authority', makeCertificate(), stranger.caPem, 'the authority that signed its certificate is unknown'],
    ['another host name', makeCertificate({ hosts: ['elsewhere.test'] }), undefined, 'is for another host name'],
    [
      'a time that is over',
      makeCertificate({ notAfter: new Date('2021-01-01T00:00:00Z') }),
      undefined,
      'its certificate has expired',
    ],
  ])('row 70: is refused for %s, in plain words', async (_, tls, caCert, reason) => {
    await scripted.reopen({ caCert: caCert ?? tls.caPem }, { tls });
    const { ctx, s3, store } = scripted;

    const put = new RetryingObjectStore(store).put(ctx, 'x', Buffer.from('x'));

    await expect(put).rejects.toMatchObject({ code: 'tls-untrusted', message: expect.stringContaining(reason) });
    expect(s3.requests).toEqual([]);
  });

  it('row 70: is trusted by the authority that the location names, for bodies of any size', async () => {
    const tls = makeCertificate();
    await scripted.reopen({ caCert: tls.caPem }, { tls });
    const { ctx, store } = scripted;

    expect(await store.put(ctx, 'small', Buffer.from('x'))).toBe('stored');
    expect(await store.put(ctx, 'middle', Buffer.alloc(3 * MIB))).toBe('stored');
    expect(await store.put(ctx, 'large', Buffer.alloc(17 * MIB))).toBe('stored');
  });

  it('row 70: is not asked who it is only where the location says so', async () => {
    await scripted.reopen({ insecureSkipTLSVerify: true }, { tls: makeCertificate() });
    const { ctx, store } = scripted;

    expect(await store.put(ctx, 'x', Buffer.from('x'))).toBe('stored');
  });

  it('row 70: is told apart from one that does not speak TLS', async () => {
    const { ctx, s3, credentialsFile } = scripted;
    const location: S3Location = s3.location({ endpoint: s3.endpoint.replace('http:', 'https:'), credentialsFile });
    const store = await S3ObjectStore.open(location, { env: {} });

    await expect(store.head(ctx, 'x')).rejects.toMatchObject({
      code: 'tls-untrusted',
      message: expect.stringContaining('it does not speak TLS'),
    });
    await store.close();
  });
});

describe('an answer that is no S3', () => {
  it('is told by its status, without the page', async () => {
    const { ctx, s3, store } = scripted;
    s3.script(() => ({
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: Buffer.from('<html><body><h1>Bad Gateway</h1></body></html>'),
    }));

    await expect(store.get(ctx, 'x')).rejects.toMatchObject({ code: 'storage-unavailable' });
    await expect(store.get(ctx, 'x')).rejects.toThrow(/^Cannot read x in s3:\/\/bucket: .*HTTP 502.?$/);
  });

  it('hints at checksums where the store stumbles over them', async () => {
    const { ctx, s3, store } = scripted;
    s3.script(() => refusal(400, 'InvalidArgument', "Unsupported header 'x-amz-checksum-crc32'"));

    await expect(store.put(ctx, 'x', Buffer.from('x'))).rejects.toMatchObject({
      code: 'storage-unavailable',
      hint: expect.stringContaining('Set s3.checksum to none'),
    });
  });

  it('is unavailable where nobody listens', async () => {
    const { ctx, s3, credentialsFile } = scripted;
    const location = s3.location({ endpoint: 'http://127.0.0.1:1', credentialsFile });
    const store = await S3ObjectStore.open(location, { env: {} });

    await expect(store.head(ctx, 'x')).rejects.toMatchObject({
      code: 'storage-unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await store.close();
  });
});
