import type { RequestOptions } from 'node:https';
import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import type { AuthProvider } from './target.ts';

/** Hands out the `Authorization` header, with a refreshed token where the old one expired. */
export type TokenSource = (ctx: RunContext) => Promise<string>;

/**
 * Tokens of kubectl's `oidc` auth provider, by way of the Kubernetes client. The other providers left kubectl with
 * 1.26 in favour of exec plugins; they are `not-supported` here, also because they run programs without a time limit.
 */
export async function openOidc(provider: AuthProvider): Promise<TokenSource> {
  if (provider.name !== 'oidc') {
    throw new RunError('not-supported', `Cannot use the auth provider ${provider.name} of the kubeconfig`, {
      hint: 'Use an exec credential plugin, as kubectl does since 1.26',
    });
  }
  const { newKubeConfig } = await import('./client-node.ts');
  const config = newKubeConfig();
  const issuer = String(provider.config['idp-issuer-url']);
  // A URL instead of its text: @kubernetes/client-node 2.0.1 hands it to a library that takes nothing else.
  const ours = { ...provider.config, ...(URL.canParse(issuer) && { 'idp-issuer-url': new URL(issuer) }) };
  const user = { name: 'user', authProvider: { name: 'oidc', config: ours } };
  config.loadFromClusterAndUser({ name: 'cluster', server: 'https://cluster.invalid', skipTLSVerify: false }, user);
  return async (ctx) => {
    const options: RequestOptions = {};
    await withinLimit(ctx, config.applyToHTTPSOptions(options));
    const header = (options.headers as Readonly<Record<string, unknown>> | undefined)?.['Authorization'];
    if (typeof header === 'string') return header;
    throw refused('its tokens have expired and cannot be refreshed');
  };
}

/** The client has no time limit of its own for the identity provider. */
async function withinLimit(ctx: RunContext, work: Promise<void>): Promise<void> {
  ctx.signal.throwIfAborted();
  const limit = AbortSignal.any([ctx.signal, AbortSignal.timeout(ctx.timings.execPluginMs)]);
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(limit.reason as Error);
  limit.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([work, promise]);
  } catch {
    ctx.signal.throwIfAborted();
    const reason = limit.aborted
      ? `no answer within ${ctx.timings.execPluginMs} ms`
      : 'the identity provider refused or cannot be reached';
    throw refused(reason);
  } finally {
    limit.removeEventListener('abort', onAbort);
  }
}

function refused(reason: string): RunError {
  return new RunError('permission-denied', `Cannot get credentials from the OIDC identity provider: ${reason}`, {
    hint: 'Sign in again, so that the kubeconfig holds fresh tokens',
  });
}
