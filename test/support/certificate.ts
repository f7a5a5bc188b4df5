import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A certificate with its key, in PEM. */
export interface IssuedCertificate {
  readonly certPem: string;
  readonly keyPem: string;
}

/** Whom a certificate is for. */
export interface CertificateSubject {
  readonly commonName: string;
  /** Organisations; in a client certificate Kubernetes reads them as groups. */
  readonly organizations?: readonly string[];
  /** DNS names and IPv4 addresses a server answers to; none for a client. */
  readonly hosts?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** A certificate authority that lives in memory, as long as the test. */
export interface CertificateAuthority {
  readonly caPem: string;
  issue(subject: CertificateSubject): IssuedCertificate;
}

/** What an HTTPS server on loopback needs, and the authority by which a client trusts it. */
export interface ServerCertificate extends IssuedCertificate {
  readonly caPem: string;
}

/** A server certificate for `localhost` and `127.0.0.1` with an authority of its own (EC P-256, RFC 5280). */
export function makeCertificate(subject: Partial<CertificateSubject> = {}): ServerCertificate {
  const authority = makeAuthority();
  const issued = authority.issue({ commonName: 'localhost', hosts: ['localhost', '127.0.0.1'], ...subject });
  return { caPem: authority.caPem, ...issued };
}

/** A new authority; certificates of one are not trusted by clients that hold another's `caPem`. */
export function makeAuthority(): CertificateAuthority {
  const keys = newKeys();
  const subject = { commonName: `test authority ${randomBytes(4).toString('hex')}` };
  const issuer = { name: distinguishedName(subject), key: keys.privateKey };
  const certify = (of: CertificateSubject, publicKey: KeyObject, extensions: Buffer[]) =>
    pem('CERTIFICATE', certificate(issuer, of, publicKey, extensions));
  return {
    caPem: certify(subject, keys.publicKey, [
      extension('2.5.29.19', sequence(boolean(true)), true), // basicConstraints: an authority
      extension('2.5.29.15', bits(0b0000_0110, 1), true), // keyUsage: keyCertSign, cRLSign
    ]),
    issue(of) {
      const own = newKeys();
      const certPem = certify(of, own.publicKey, [
        extension('2.5.29.15', bits(0b1000_0000, 7), true), // keyUsage: digitalSignature
        extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'))), // server and client
        ...((of.hosts ?? []).length > 0 ? [extension('2.5.29.17', sequence(...(of.hosts ?? []).map(hostName)))] : []),
      ]);
      return { certPem, keyPem: own.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
    },
  };
}

function newKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';

function certificate(
  issuer: { name: Buffer; key: KeyObject },
  subject: CertificateSubject,
  publicKey: KeyObject,
  extensions: Buffer[],
): Buffer {
  const { notBefore = new Date('2020-01-01T00:00:00Z'), notAfter = new Date('2099-12-31T23:59:59Z') } = subject;
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const body = sequence(
    tagged(0xa0, integer(Buffer.of(2))), // version 3
    integer(Buffer.concat([Buffer.of(1), randomBytes(15)])),
    algorithm,
    issuer.name,
    sequence(time(notBefore), time(notAfter)),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  return sequence(body, algorithm, tagged(0x03, Buffer.of(0), sign('sha256', body, issuer.key)));
}

function distinguishedName({ commonName, organizations = [] }: CertificateSubject): Buffer {
  const attribute = (type: string, text: string) => tagged(0x31, sequence(oid(type), tagged(0x0c, Buffer.from(text))));
  return sequence(...organizations.map((name) => attribute('2.5.4.10', name)), attribute('2.5.4.3', commonName));
}

function hostName(host: string): Buffer {
  return isIPv4(host) ? tagged(0x87, Buffer.from(host.split('.').map(Number))) : tagged(0x82, Buffer.from(host));
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [boolean(true)] : []), tagged(0x04, value));
}

/** UTCTime up to 2049, GeneralizedTime after it, as RFC 5280 §4.1.2.5 demands. */
function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return at.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits));
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.of(value ? 0xff : 0));
}

function bits(value: number, unused: number): Buffer {
  return tagged(0x03, Buffer.of(unused, value));
}

/** One DER value: tag, length in its shortest form, contents. */
function tagged(tag: number, ...contents: Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  const size = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex');
  const length = body.length < 0x80 ? size : Buffer.concat([Buffer.of(0x80 | size.length), size]);
  return Buffer.concat([Buffer.of(tag), length, body]);
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
