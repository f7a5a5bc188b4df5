/** PEM text as it is, or decoded from base64, as Velero's BackupStorageLocation holds it. */
export function readCaBundle(text: string): string {
  return text.includes('-----BEGIN') ? text : decode(text);
}

/** Why a text is no bundle of certificates; undefined where it is one. */
export function caBundleFault(text: string): string | undefined {
  const pem = readCaBundle(text);
  const begin = pem.indexOf('-----BEGIN CERTIFICATE-----');
  if (begin >= 0 && pem.includes('-----END CERTIFICATE-----', begin)) return undefined;
  return pem.includes('PRIVATE KEY')
    ? 'holds a private key instead of certificates'
    : 'holds no certificate in PEM, plain or in base64';
}

/** Empty for what is not base64. */
function decode(text: string): string {
  const compact = text.replaceAll(/\s/g, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(compact) && compact.length % 4 === 0 ? atob(compact) : '';
}
