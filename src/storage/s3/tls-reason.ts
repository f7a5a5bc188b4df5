/** What is wrong with a server's certificate, in words, by the code that Node gives. */
const REASONS: Readonly<Record<string, string>> = {
  CERT_CHAIN_TOO_LONG: 'its chain of certificates is too long',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REJECTED: 'its certificate is rejected',
  CERT_REVOKED: 'its certificate was revoked',
  CERT_SIGNATURE_FAILURE: 'the signature of its certificate is wrong',
  CERT_UNTRUSTED: 'its certificate is not trusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and not among the trusted ones',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  HOSTNAME_MISMATCH: 'its certificate is for another host name',
  INVALID_CA: 'an authority in its chain may not sign certificates',
  INVALID_PURPOSE: 'its certificate is not meant for a server',
  SELF_SIGNED_CERT_IN_CHAIN: 'its chain ends at an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'the authority that signed its certificate is unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the authority that signed its certificate is unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the authority that signed its certificate is unknown',
};

const WITHOUT_TLS = /wrong version number|packet length too long|http request/;

/**
 * Why a TLS connection was refused, in words, or undefined for a failure of another kind. Only what cannot pass by
 * itself counts: a handshake that was cut is no reason.
 */
export function tlsReason(code: string | undefined, message: string): string | undefined {
  if (code === undefined) return undefined;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return WITHOUT_TLS.test(message) ? 'it does not speak TLS' : `it offers no TLS that we accept (${code})`;
  }
  const reason = REASONS[code];
  return reason === undefined ? undefined : `${reason} (${code})`;
}
