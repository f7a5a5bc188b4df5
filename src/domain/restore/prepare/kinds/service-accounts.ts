import { changeEach, withoutAt } from '../../../json/edit.ts';
import { textAt, type JsonObject } from '../../../json/exact-json.ts';

const TOKEN_TYPE = 'kubernetes.io/service-account-token';

/** How the token controller of clusters before 1.24 ended the names it made: five of the letters that spell no word. */
const MADE_NAME = /^-token-[bcdfghjklmnpqrstvwxz2456789]{5}$/;

/**
 * Takes from a ServiceAccount its references to token Secrets that a controller made, which are not restored. Velero
 * drops the last of them (`service_account_action.go`); the others would lead nowhere too.
 */
export function resetServiceAccount(account: JsonObject): JsonObject {
  const name = textAt(account, 'metadata', 'name') ?? '';
  return changeEach(account, ['secrets'], (secret) =>
    isMadeFor(name, textAt(secret, 'name') ?? '') ? undefined : secret,
  );
}

/**
 * Takes from a token Secret what the token controller fills in: token, certificate, and the account's UID (Velero,
 * `secret_action.go`); and the namespace, which would stay the archive's where a mapping moves the Secret.
 */
export function resetTokenSecret(secret: JsonObject): JsonObject {
  if (textAt(secret, 'type') !== TOKEN_TYPE) return secret;
  const withoutUid = withoutAt(secret, ['metadata', 'annotations'], ['kubernetes.io/service-account.uid']);
  return withoutAt(withoutUid, ['data'], ['token', 'ca.crt', 'namespace']);
}

/**
 * Whether the Secret is a token that a controller made by itself. Velero goes by the beginning of the name alone, and
 * so loses a Secret that somebody called `builder-token-for-ci`.
 */
export function isMadeToken(secret: JsonObject): boolean {
  if (textAt(secret, 'type') !== TOKEN_TYPE) return false;
  const account = textAt(secret, 'metadata', 'annotations', 'kubernetes.io/service-account.name');
  return account !== undefined && isMadeFor(account, textAt(secret, 'metadata', 'name') ?? '');
}

function isMadeFor(account: string, secret: string): boolean {
  return secret.startsWith(account) && MADE_NAME.test(secret.slice(account.length));
}
