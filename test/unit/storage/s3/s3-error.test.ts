import { describe, expect, it } from 'vitest';
import { RunError } from '../../../../src/domain/problem.ts';
import { s3Error, type S3Operation } from '../../../../src/storage/s3/s3-error.ts';

const NOW = new Date('2026-11-21T02:17:00Z');
const PUT: S3Operation = { name: 'PutObject', key: 'backups/b/b.tar.gz' };
const GET: S3Operation = { name: 'GetObject', key: 'backups/b/b.tar.gz' };
const LIST: S3Operation = { name: 'ListBucket', key: '' };

const explain = (error: unknown, operation: S3Operation = PUT) =>
  s3Error(error, operation, {
    root: 's3://bucket/team',
    region: 'us-east-1',
    now: NOW,
    redact: (text) => text.replaceAll('hush', '[redacted]'),
  });

const answer = (httpStatusCode: number, name: string, message = 'as it is', more: object = {}) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode }, ...more });

describe('what the store answers', () => {
  it.each([
    ['permission-denied', PUT, answer(403, 'AccessDenied')],
    ['permission-denied', GET, answer(403, 'AllAccessDisabled')],
    ['permission-denied', GET, answer(400, 'ExpiredToken')],
    ['permission-denied', GET, Object.assign(new Error('none'), { name: 'CredentialsProviderError' })],
    ['location-not-found', PUT, answer(404, 'NoSuchBucket')],
    ['location-not-found', GET, answer(400, 'InvalidBucketName')],
    ['location-not-found', GET, answer(307, 'TemporaryRedirect')],
    ['location-not-found', GET, answer(400, 'IllegalLocationConstraintException')],
    ['location-not-found', GET, Object.assign(new Error('Invalid URL'), { code: 'ERR_INVALID_URL' })],
    ['cannot-write', PUT, answer(507, 'InsufficientStorage')],
    ['cannot-write', PUT, answer(403, 'QuotaExceeded')],
    ['cannot-write', PUT, answer(403, 'AccessDenied', 'Access Denied because object protected by object lock.')],
    ['cannot-write', PUT, answer(400, 'InvalidRequest', 'Object is WORM protected and cannot be overwritten')],
    ['cannot-write', PUT, answer(405, 'MethodNotAllowed')],
    ['permission-denied', GET, answer(403, 'AccessDenied', 'no right to see the retention')],
    ['storage-unavailable', GET, answer(507, 'InsufficientStorage')],
    ['storage-unavailable', PUT, answer(503, 'SlowDown')],
    ['storage-unavailable', PUT, answer(412, 'PreconditionFailed')],
    ['storage-unavailable', PUT, answer(409, 'ConditionalRequestConflict')],
    ['storage-unavailable', PUT, answer(501, 'NotImplemented')],
    ['storage-unavailable', PUT, Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
    ['storage-unavailable', PUT, 'no error at all'],
    ['tls-untrusted', PUT, Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' })],
    ['tls-untrusted', PUT, Object.assign(new Error('alert handshake failure'), { code: 'ERR_SSL_HANDSHAKE' })],
  ] as const)('is %s', (code, operation, error) => {
    expect(explain(error, operation).code).toBe(code);
  });

  it('is told with operation, key and reason, and what to grant', () => {
    expect(explain(answer(403, 'AccessDenied', 'Access Denied'))).toMatchObject({
      message: 'Cannot write backups/b/b.tar.gz in s3://bucket/team: Access Denied (AccessDenied)',
      hint: 'Grant s3:PutObject on s3://bucket/team',
    });
    expect(explain(answer(403, 'AccessDenied', 'Access Denied'), LIST)).toMatchObject({
      message: 'Cannot list s3://bucket/team: Access Denied (AccessDenied)',
      hint: 'Grant s3:ListBucket on s3://bucket/team',
    });
  });

  it('stays what it is when it is a problem already', () => {
    const problem = new RunError('permission-denied', 'no keys');

    expect(explain(problem)).toBe(problem);
  });

  it('keeps neither the answer nor a secret, not even a part of one', () => {
    const error = answer(403, 'AccessDenied', `${'x'.repeat(298)}hush and more`, {
      $response: { headers: { a: 'hush' } },
    });

    const problem = explain(error);

    expect(JSON.stringify([problem.message, problem.stack, problem.cause])).not.toContain('hu"');
    expect(`${problem.message} ${problem.stack} ${String(problem.cause)}`).not.toMatch(/hush|x+hu\b/);
    expect(Object.keys(problem.cause as Error)).toEqual([]);
  });

  it('says how far the clock is off, by the store’s own word or by the date of its answer', () => {
    const told = answer(403, 'RequestTimeTooSkewed', 'too far', { ServerTime: '2026-11-21T02:00:00Z' });
    const dated = answer(403, 'RequestTimeTooSkewed', 'too far', {
      $response: { headers: { date: 'Sat, 21 Nov 2026 02:20:00 GMT' } },
    });

    expect(explain(told).hint).toBe('clock off by 1020 s: synchronise the clock of the node');
    expect(explain(dated).hint).toBe('clock off by 180 s: synchronise the clock of the node');
    expect(explain(answer(403, 'RequestTimeTooSkewed')).hint).toBe(
      'the clock is off: synchronise the clock of the node',
    );
  });

  it('does not repeat a region that is none', () => {
    const error = answer(301, 'PermanentRedirect', 'elsewhere', { Region: '<script>' });

    expect(explain(error)).toMatchObject({ message: expect.stringContaining('the bucket is in another region') });
  });
});
