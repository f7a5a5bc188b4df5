import { describe, expect, it } from 'vitest';
import { presignedUrl } from '../../../../../src/storage/s3/link/presign.ts';

// The example of https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
const EXAMPLE = {
  url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  now: new Date('2013-05-24T00:00:00Z'),
  expiresSeconds: 86_400,
};

describe('a signed link', () => {
  it('is the one of AWS’s own example', () => {
    expect(presignedUrl(EXAMPLE)).toBe(
      'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
        '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z' +
        '&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
        '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
  });

  it('carries the token of temporary credentials, and never the secret key', () => {
    const url = presignedUrl({ ...EXAMPLE, credentials: { ...EXAMPLE.credentials, sessionToken: 'a+b/c=(d)' } });

    expect(url).toContain('&X-Amz-Security-Token=a%2Bb%2Fc%3D%28d%29&X-Amz-SignedHeaders=host');
    expect(url).not.toContain('wJalr');
  });
});
