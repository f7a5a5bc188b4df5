import { describe, expect, it } from 'vitest';
import { caBundleFault, readCaBundle } from '../../../src/policy/ca-bundle.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('readCaBundle', () => {
  it('takes PEM as it is, and decodes it from base64 as Velero stores it', () => {
    expect(readCaBundle(PEM)).toBe(PEM);
    expect(readCaBundle(Buffer.from(PEM).toString('base64'))).toBe(PEM);
  });
});

describe('caBundleFault', () => {
  it('has nothing against certificates', () => {
    expect(caBundleFault(PEM + PEM)).toBeUndefined();
  });

  it.each(['/etc/ssl/ca.pem', '', 'a===', '-----BEGIN CERTIFICATE-----', Buffer.from('text').toString('base64')])(
    'refuses %j',
    (text) => {
      expect(caBundleFault(text)).toBe('holds no certificate in PEM, plain or in base64');
    },
  );

  it('says so when it is a key', () => {
    expect(caBundleFault('-----BEGIN PRIVATE KEY-----')).toBe('holds a private key instead of certificates');
  });
});
