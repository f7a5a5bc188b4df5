import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import type { ExecCredential } from './exec-credential.ts';
import { openOidc, type TokenSource } from './oidc.ts';
import type { ClusterTarget, PemSource } from './target.ts';

/** What a TLS connection to the API server needs; PEM texts. */
export interface TlsMaterial {
  /** Undefined: the authorities that Node trusts, NODE_EXTRA_CA_CERTS among them. */
  readonly ca: readonly string[] | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly servername: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/** Everything that is sent or shown to prove who we are, as it is now. */
export interface Credential {
  /** A list is a header that is sent several times. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly tls: TlsMaterial;
  /** Differs when the connections must be made anew to use `tls`. */
  readonly tlsFingerprint: string;
}

/** How long files and tokens are taken as fresh; client-go reads its token file every minute. */
const FRESH_MS = 45_000;

/**
 * The credentials of one target. Files are read again every 45 s, because ServiceAccount tokens and certificates are
 * replaced while a run goes on; plugins run again when their credential expires. Throws `permission-denied` where
 * they cannot be had.
 */
export class Credentials {
  readonly #target: ClusterTarget;
  readonly #onSecret: (secret: string) => void;
  #current: Credential | undefined;
  #readAt = 0;
  #reading: Promise<Credential> | undefined;
  #fromPlugin: ExecCredential | undefined;
  #oidc: TokenSource | undefined;

  /** `onSecret` is told what must never be shown, before it is used. */
  constructor(target: ClusterTarget, onSecret: (secret: string) => void = () => undefined) {
    this.#target = target;
    this.#onSecret = onSecret;
  }

  /** The credential to use now. One that is only old is kept while its files cannot be read, as client-go does. */
  async current(ctx: RunContext): Promise<Credential> {
    const known = this.#current;
    if (known === undefined || this.#hasExpired(ctx)) return this.#read(ctx);
    if (ctx.clock.monotonicMs() - this.#readAt < FRESH_MS) return known;
    try {
      return await this.#read(ctx);
    } catch (error) {
      ctx.signal.throwIfAborted();
      if (!(error instanceof RunError)) throw error;
      ctx.log.warn({ reason: error.message }, 'credentials cannot be read again, the ones at hand are kept');
      this.#readAt = ctx.clock.monotonicMs();
      return known;
    }
  }

  /**
   * After the server refused `refused`: reads everything again and asks a plugin anew. Whoever comes later with the
   * same refused credential gets what the first one brought.
   */
  async renew(ctx: RunContext, refused: Credential): Promise<Credential> {
    if (this.#current === refused) this.#fromPlugin = undefined;
    else if (this.#current !== undefined) return this.#current;
    return this.#read(ctx);
  }

  #hasExpired(ctx: RunContext): boolean {
    const expiresAt = this.#fromPlugin?.expiresAt;
    return expiresAt !== undefined && expiresAt <= ctx.clock.now();
  }

  /** One reading at a time: a hundred requests at once start one plugin. */
  async #read(ctx: RunContext): Promise<Credential> {
    this.#reading ??= this.#readAll(ctx).finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readAll(ctx: RunContext): Promise<Credential> {
    const fromPlugin = await this.#askPlugin(ctx);
    const headers = await this.#readHeaders(ctx, fromPlugin);
    this.#tellSecrets(headers['authorization']);
    const tls = await readTls(this.#target, fromPlugin);
    const tlsFingerprint = createHash('sha256').update(JSON.stringify(tls)).digest('hex');
    this.#readAt = ctx.clock.monotonicMs();
    this.#current = { headers, tls, tlsFingerprint };
    return this.#current;
  }

  /** What the header holds may be quoted without it: by the server, by whatever answers in its place, by a library. */
  #tellSecrets(authorization: string | string[] | undefined): void {
    const { basic } = this.#target.user;
    if (basic !== undefined) this.#onSecret(basic.password);
    if (typeof authorization === 'string') this.#onSecret(authorization.replace(/^\S+ /, ''));
  }

  async #askPlugin(ctx: RunContext): Promise<ExecCredential | undefined> {
    const { user } = this.#target;
    if (user.exec === undefined) return undefined;
    if (this.#fromPlugin === undefined || this.#hasExpired(ctx)) {
      const { runExecPlugin } = await import('./exec-credential.ts');
      this.#fromPlugin = await runExecPlugin(ctx, user.exec, await clusterInfo(this.#target));
    }
    return this.#fromPlugin;
  }

  async #readHeaders(ctx: RunContext, fromPlugin: ExecCredential | undefined): Promise<Credential['headers']> {
    const { user } = this.#target;
    const headers: Record<string, string | string[]> = {};
    if (user.basic) {
      const { username, password } = user.basic;
      headers['authorization'] = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    }
    if (user.authProvider) {
      this.#oidc ??= await openOidc(user.authProvider);
      headers['authorization'] = await this.#oidc(ctx);
    }
    const token = user.tokenFile === undefined ? user.token : await readToken(user.tokenFile);
    const bearer = fromPlugin?.token ?? token;
    if (bearer !== undefined) headers['authorization'] = `Bearer ${bearer}`;
    if (user.impersonate) headers['impersonate-user'] = user.impersonate.user;
    if (user.impersonate?.uid !== undefined) headers['impersonate-uid'] = user.impersonate.uid;
    if (user.impersonate && user.impersonate.groups.length > 0)
      headers['impersonate-group'] = [...user.impersonate.groups];
    return headers;
  }
}

async function readTls(target: ClusterTarget, fromPlugin: ExecCredential | undefined): Promise<TlsMaterial> {
  const { user } = target;
  const ca = await readPem(target.ca);
  return {
    // An explicit list replaces Node's own, and with it NODE_EXTRA_CA_CERTS, which people set for TLS-opening proxies.
    ca: ca === undefined ? undefined : [ca, ...getCACertificates('extra')],
    cert: fromPlugin?.clientCert ?? (await readPem(user.clientCert)),
    key: fromPlugin?.clientKey ?? (await readPem(user.clientKey)),
    servername: target.tlsServerName,
    rejectUnauthorized: !target.insecureSkipTlsVerify,
  };
}

async function clusterInfo(target: ClusterTarget): Promise<Readonly<Record<string, unknown>>> {
  const ca = await readPem(target.ca);
  return {
    server: target.server,
    'tls-server-name': target.tlsServerName,
    'insecure-skip-tls-verify': target.insecureSkipTlsVerify || undefined,
    'certificate-authority-data': ca === undefined ? undefined : Buffer.from(ca).toString('base64'),
    'proxy-url': target.proxyUrl,
  };
}

async function readPem(source: PemSource | undefined): Promise<string | undefined> {
  if (source === undefined) return undefined;
  return 'pem' in source ? source.pem : readSecretFile(source.file);
}

/** Trimmed: editors and `echo` end files with a newline, which no header may hold. */
async function readToken(file: string): Promise<string> {
  const token = (await readSecretFile(file)).trim();
  if (token === '') throw new RunError('permission-denied', `Cannot use the token in ${file}: the file is empty`);
  return token;
}

async function readSecretFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const hint = 'Check that the file is there and that this user may read it';
    throw new RunError('permission-denied', `Cannot read the credentials in ${file}`, { hint, cause });
  }
}
