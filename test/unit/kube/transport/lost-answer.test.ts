import { describe, expect, it } from 'vitest';
import { asLostAnswer, type LostAnswer } from '../../../../src/kube/transport/lost-answer.ts';

function coded(code: string, message = 'canary'): Error {
  return Object.assign(new Error(message), { code });
}

describe('asLostAnswer', () => {
  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'UND_ERR_CONNECT_TIMEOUT',
    'EPROTO',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ])('knows that after %s nothing has arrived', (code) => {
    expect(asLostAnswer(coded(code))).toMatchObject({ mayHaveArrived: false, isUntrusted: false });
  });

  it.each([
    'ECONNRESET',
    'EPIPE',
    'UND_ERR_SOCKET',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'HPE_INVALID_CHUNK_SIZE',
  ])('knows that after %s the request may have arrived', (code) => {
    expect(asLostAnswer(coded(code))).toMatchObject({ mayHaveArrived: true, isUntrusted: false });
  });

  it.each([
    'CERT_HAS_EXPIRED',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('knows %s for a certificate that is not trusted', (code) => {
    expect(asLostAnswer(coded(code))).toMatchObject({ mayHaveArrived: false, isUntrusted: true });
  });

  it('looks at the first of several attempts, and behind the failure of a proxy', () => {
    const several = new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')], 'all failed');
    const behind = Object.assign(new Error('canary', { cause: coded('CERT_HAS_EXPIRED') }), {
      code: 'UND_ERR_PRX_TLS',
    });

    expect(asLostAnswer(several)).toMatchObject({ message: expect.stringContaining('refused') });
    expect(asLostAnswer(behind)).toMatchObject({ isUntrusted: true });
  });

  it('carries nothing of the original, which may hold bytes of the answer', () => {
    const original = Object.assign(coded('HPE_INVALID_CONSTANT'), { data: 'canary' });

    const lost = asLostAnswer(original) as LostAnswer;

    expect(JSON.stringify([lost, lost.message, lost.stack, lost.cause])).not.toContain('canary');
  });

  it('leaves alone what is not about the connection: a bug stays a bug', () => {
    const bugs = [new TypeError('x is not a function'), coded('UND_ERR_INVALID_ARG', 'invalid path'), 'text'];

    expect(bugs.map(asLostAnswer)).toEqual(bugs);
  });
});
