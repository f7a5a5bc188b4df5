/** The facts of a failed request that decisions need. */
export interface S3Answer {
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** S3's error code (`NoSuchKey`), else the system's (`ECONNRESET`), else the error's name. */
  readonly code: string;
}

/** Codes that refuse the credentials themselves, not what was asked with them. */
export const CREDENTIAL_CODES: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'TokenRefreshRequired',
]);

/** What the SDK calls an answer without a readable error document, as every refused look-up is. */
const NAMELESS: ReadonlySet<string> = new Set([
  'Error',
  'SyntaxError',
  'Unknown',
  'UnknownError',
  'S3ServiceException',
]);

/** What the store, or the way to it, answered. */
export function answerOf(error: unknown): S3Answer {
  const { $metadata, name, code } = fieldsOf(error);
  const system = typeof code === 'string' ? code : undefined;
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return { status, code: system ?? String(name) };
  return { status, code: NAMELESS.has(String(name)) ? `HTTP ${status}` : String(name) };
}

/** Whether other credentials of the same identity may be accepted: these are over, or were replaced. */
export function areCredentialsOver(error: unknown): boolean {
  const { code } = answerOf(error);
  return code !== 'CredentialsProviderError' && CREDENTIAL_CODES.has(code);
}

/** The fields that errors of the SDK and of Node carry beside their message. */
export interface ErrorFields {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  readonly ServerTime?: unknown;
  readonly Region?: unknown;
}

/** The fields of whatever was thrown. */
export function fieldsOf(error: unknown): ErrorFields {
  return typeof error === 'object' && error !== null ? error : { name: 'Error', message: String(error) };
}
