import { spawn } from 'node:child_process';
import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import type { ExecPlugin } from './target.ts';

/** What a plugin handed out. */
export interface ExecCredential {
  readonly token: string | undefined;
  readonly clientCert: string | undefined;
  readonly clientKey: string | undefined;
  readonly expiresAt: Date | undefined;
}

/** The cluster as a plugin that asked for it (`provideClusterInfo`) is told: server, certificate authority, proxy. */
export type ExecClusterInfo = Readonly<Record<string, unknown>>;

const OUTPUT_BYTES = 1024 * 1024;
const LAST_WORDS = 300;

/**
 * Runs a credential plugin (https://kubernetes.io/docs/reference/config-api/client-authentication.v1/) without a
 * terminal and for at most `execPluginMs`; then it and everything it started is killed. Throws `permission-denied`
 * with what the plugin said last on its standard error: whoever cannot sign in needs that sentence.
 */
export async function runExecPlugin(
  ctx: RunContext,
  plugin: ExecPlugin,
  cluster: ExecClusterInfo,
): Promise<ExecCredential> {
  if (plugin.needsTerminal) {
    throw refused(plugin, 'it needs a terminal (interactiveMode: Always)', 'Sign in beforehand, or use another user');
  }
  ctx.signal.throwIfAborted();
  const { output, failure } = await run(ctx, plugin, cluster);
  ctx.signal.throwIfAborted();
  if (failure !== undefined) throw refused(plugin, failure.reason, failure.isMissing ? plugin.installHint : undefined);
  return readCredential(plugin, output);
}

interface PluginEnd {
  readonly output: string;
  readonly failure: { readonly reason: string; readonly isMissing: boolean } | undefined;
}

async function run(ctx: RunContext, plugin: ExecPlugin, cluster: ExecClusterInfo): Promise<PluginEnd> {
  const { promise, resolve } = Promise.withResolvers<PluginEnd>();
  // A process group of its own: killing a shell alone would leave what it started, holding our pipes.
  const child = spawn(plugin.command, plugin.args, {
    env: { ...process.env, ...plugin.env, KUBERNETES_EXEC_INFO: execInfo(plugin, cluster) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  let talk = '';
  const end = (reason: string | undefined, isMissing = false) =>
    resolve({ output, failure: reason === undefined ? undefined : { reason, isMissing } });
  const kill = (reason: string) => {
    if (child.pid !== undefined) killGroup(child.pid);
    end(reason);
  };
  const onAbort = () => kill('the run was cancelled');
  const timer = setTimeout(
    () => kill(`it did not end within ${ctx.timings.execPluginMs} ms`),
    ctx.timings.execPluginMs,
  );
  ctx.signal.addEventListener('abort', onAbort, { once: true });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.length > OUTPUT_BYTES) kill('it said too much');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (talk = (talk + text).slice(-LAST_WORDS)));
  child.on('error', (error: NodeJS.ErrnoException) =>
    end(error.code === 'ENOENT' ? 'there is no such program' : `it does not start (${error.code})`, true),
  );
  child.on('close', (code, signal) => {
    const words = talk.trim() === '' ? '' : `: ${talk.trim()}`;
    end(code === 0 ? undefined : `it ended with ${signal ?? `code ${code}`}${words}`);
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    ctx.signal.removeEventListener('abort', onAbort);
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ESRCH';
    if (!isGone) throw error;
  }
}

function execInfo(plugin: ExecPlugin, cluster: ExecClusterInfo): string {
  const spec = { interactive: false, ...(plugin.wantsClusterInfo && { cluster }) };
  return JSON.stringify({ apiVersion: plugin.apiVersion, kind: 'ExecCredential', spec });
}

function readCredential(plugin: ExecPlugin, output: string): ExecCredential {
  const { apiVersion, status } = parseOutput(output);
  if (apiVersion !== plugin.apiVersion) throw refused(plugin, `it did not answer with ${plugin.apiVersion}`);
  const { token, clientCertificateData: clientCert, clientKeyData: clientKey, expirationTimestamp } = status ?? {};
  const expiresAt = new Date(String(expirationTimestamp));
  const credential = {
    token: typeof token === 'string' && token.trim() !== '' ? token.trim() : undefined,
    clientCert: typeof clientCert === 'string' ? clientCert : undefined,
    clientKey: typeof clientKey === 'string' ? clientKey : undefined,
    expiresAt: Number.isNaN(expiresAt.getTime()) ? undefined : expiresAt,
  };
  const isEmpty = credential.token === undefined && (clientCert === undefined || clientKey === undefined);
  if (isEmpty) throw refused(plugin, 'its answer holds neither a token nor a client certificate');
  return credential;
}

/** An answer that is no JSON reads as one without anything; it is never quoted, because it may hold the credential. */
function parseOutput(output: string): { apiVersion?: unknown; status?: Readonly<Record<string, unknown>> } {
  try {
    return (JSON.parse(output) as object | null) ?? {};
  } catch {
    return {};
  }
}

function refused({ command, args }: ExecPlugin, reason: string, hint?: string): RunError {
  const what = [command, ...args].join(' ');
  const fallback = `Run it yourself and see what it says: ${what}`;
  return new RunError('permission-denied', `Cannot get credentials from ${command}: ${reason}`, {
    hint: hint ?? fallback,
  });
}
