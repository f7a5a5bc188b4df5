/**
 * No usable answer came: the connection failed, stalled or broke, or something that is not the API server answered.
 * Carries one sentence and never the original error, which may hold bytes of the answer.
 */
export class LostAnswer extends Error {
  override readonly name = 'LostAnswer';
  /** False where the request certainly was not received, so that even a create may be asked again. */
  readonly mayHaveArrived: boolean;
  /** The certificate of the server (or of a proxy), or our own, is no good; asking again will not help. */
  readonly isUntrusted: boolean;

  constructor(reason: string, facts: { mayHaveArrived?: boolean; isUntrusted?: boolean } = {}) {
    super(reason);
    this.mayHaveArrived = facts.mayHaveArrived ?? true;
    this.isUntrusted = facts.isUntrusted ?? false;
  }
}

/** Errors of Node, OpenSSL and undici from before a byte of the request was sent. */
const NOT_SENT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  EPROTO: 'the server does not speak TLS there, or refused our client certificate',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about in time',
  UND_ERR_PRX_TLS: 'the TLS connection to the proxy failed',
  UND_ERR_PRX_CONN: 'the proxy ended the connection',
};

const UNTRUSTED: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; is a clock wrong?',
  CERT_REVOKED: 'its certificate was revoked',
  CERT_SIGNATURE_FAILURE: 'the signature of its certificate is wrong',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it signed its certificate itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an authority that is not trusted here',
  CERT_UNTRUSTED: 'its certificate comes from an authority that is not trusted here',
  INVALID_CA: 'its certificate comes from an authority that is not trusted here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for other names',
};

const BROKEN: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_SOCKET: 'the connection was closed',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stalled',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer was cut short',
  UND_ERR_ABORTED: 'the connection was given up',
  UND_ERR_INFO: 'the connection failed',
};

/** Turns what a request threw into a `LostAnswer`; anything that is not about the connection comes back as it is. */
export function asLostAnswer(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof LostAnswer) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  const proxyAnswer = /Proxy response \((\d+)\)|Proxy Authentication Required \((407)\)/.exec(error.message);
  if (proxyAnswer)
    return new LostAnswer(`the proxy answered ${proxyAnswer[1] ?? proxyAnswer[2]}`, { mayHaveArrived: false });
  const untrusted = UNTRUSTED[code];
  if (untrusted !== undefined) return new LostAnswer(untrusted, { mayHaveArrived: false, isUntrusted: true });
  const notSent = NOT_SENT[code];
  if (notSent !== undefined) return new LostAnswer(notSent, { mayHaveArrived: false });
  if (code.startsWith('ERR_OSSL_')) {
    const reason = `a certificate or key that we were given cannot be used (${code})`;
    return new LostAnswer(reason, { mayHaveArrived: false, isUntrusted: true });
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return new LostAnswer(`TLS failed (${code})`, { mayHaveArrived: false });
  }
  if (code.startsWith('HPE_')) return new LostAnswer('the answer was no valid HTTP');
  const broken = BROKEN[code];
  return broken === undefined ? error : new LostAnswer(broken);
}

/** The code of an error, of the first of several attempts, or of its cause. */
function codeOf(error: Error): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof AggregateError) return codeOf((error.errors as Error[])[0] ?? new Error()) ?? code;
  if (code === undefined || code === 'UND_ERR_PRX_TLS') {
    return error.cause instanceof Error ? (codeOf(error.cause) ?? code) : code;
  }
  return code;
}
