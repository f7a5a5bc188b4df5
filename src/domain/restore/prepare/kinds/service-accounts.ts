import { changeEach, withoutAt } from '../../../json/edit.ts';
import { textAt, type JsonObject } from '../../../json/exact-json.ts';

/**
 * Takes from a ServiceAccount its references to token Secrets that are named as the token controller names those it
 * makes by itself: they are not restored. Velero drops the last of them (`service_account_action.go`); a second one
 * would lead nowhere too.
 */
export function resetServiceAccount(account: JsonObject): JsonObject {
  const made = `${textAt(account, 'metadata', 'name') ?? ''}-token-`;
  return changeEach(account, ['secrets'], (secret) =>
    textAt(secret, 'name')?.startsWith(made) === true ? undefined : secret,
  );
}

/**
 * Takes from a token Secret what the token controller fills in: token, certificate, and the account's UID (Velero,
 * `secret_action.go`); and the namespace, which would stay the archive's where a mapping moves the Secret.
 */
export function resetTokenSecret(secret: JsonObject): JsonObject {
  if (textAt(secret, 'type') !== 'kubernetes.io/service-account-token') return secret;
  const withoutUid = withoutAt(secret, ['metadata', 'annotations'], ['kubernetes.io/service-account.uid']);
  return withoutAt(withoutUid, ['data'], ['token', 'ca.crt', 'namespace']);
}
