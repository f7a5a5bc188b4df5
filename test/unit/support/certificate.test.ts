import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { makeAuthority, makeCertificate, type ServerCertificate } from '../../support/certificate.ts';

describe('makeCertificate', () => {
  it('is trusted by a client that holds its authority, and by no other', async () => {
    const own = makeCertificate();

    const [trusted, stranger] = await Promise.all([
      ask(own, { ca: own.caPem }),
      ask(own, { ca: makeCertificate().caPem }),
    ]);

    expect(trusted).toBe('hello');
    expect(stranger).toMatch(/unable to verify|self-signed|UNABLE/i);
  });

  it('names localhost and 127.0.0.1, and fails for another name', async () => {
    const own = makeCertificate();
    const elsewhere = makeCertificate({ hosts: ['elsewhere.example'] });

    const answers = await Promise.all([
      ask(own, { ca: own.caPem, servername: 'localhost' }),
      ask(elsewhere, { ca: elsewhere.caPem, servername: 'localhost' }),
    ]);

    expect(new X509Certificate(own.certPem).subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
    expect(answers[0]).toBe('hello');
    expect(answers[1]).toMatch(/altnames/);
  });

  it('expires when told to', async () => {
    const expired = makeCertificate({ notAfter: new Date('2021-01-01T00:00:00Z') });

    const answer = await ask(expired, { ca: expired.caPem });

    expect(answer).toMatch(/expired/);
  });
});

describe('makeAuthority', () => {
  it('issues client certificates with user and groups', () => {
    const authority = makeAuthority();

    const { certPem } = authority.issue({ commonName: 'ann', organizations: ['shop:admins'] });

    const certificate = new X509Certificate(certPem);
    expect(certificate.subject).toBe('O=shop:admins\nCN=ann');
    expect(certificate.verify(new X509Certificate(authority.caPem).publicKey)).toBe(true);
  });
});

async function ask(server: ServerCertificate, client: { ca: string; servername?: string }): Promise<string> {
  const listening = createServer({ cert: server.certPem, key: server.keyPem }, (_request, response) => {
    response.end('hello');
  });
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return read(listening, client).finally(() => listening.close());
}

function read(server: Server, client: { ca: string; servername?: string }): Promise<string> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, agent: false, ...client }, (response) => {
      response.setEncoding('utf8').on('data', resolve);
    });
    request.on('error', (error) => resolve(error.message));
  });
}
