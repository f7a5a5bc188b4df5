import { accessSync, readFileSync } from 'node:fs';
import { basename, delimiter, dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { RunError } from '../../domain/problem.ts';
import type { ClusterTarget, ClusterUser, ExecPlugin, PemSource } from './target.ts';

type Json = Readonly<Record<string, unknown>>;

/** One kubeconfig, or several merged: the first file that says something about a name, or the context, wins. */
interface Kubeconfig {
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, Json>;
  readonly contexts: ReadonlyMap<string, Json>;
  readonly users: ReadonlyMap<string, Json>;
}

/**
 * Reads kubeconfig files as kubectl does: `paths` as in KUBECONFIG, where only one of several must exist; relative names
 * in a file start from its folder.
 * Throws `usage` where a file is no kubeconfig, or names no such context, cluster or user; messages quote no values.
 */
export function kubeconfigTarget(paths: string, context: string | undefined): ClusterTarget {
  const files = paths.split(delimiter).filter((path) => path !== '');
  const found = files.filter((path) => !isMissing(path));
  const config = merge((found.length > 0 ? found : files).map(readKubeconfig));
  const name = context ?? config.currentContext;
  if (name === '') throw unusable(paths, 'it has no current context', contextHint(config));
  const { cluster: clusterName, user: userName, namespace } = find(config.contexts, 'context', name, config);
  const cluster = find(config.clusters, 'cluster', text(clusterName) ?? '', config);
  const user = userName === undefined ? {} : find(config.users, 'user', text(userName) ?? '', config);
  return {
    server: serverOf(cluster, paths),
    namespace: text(namespace) ?? 'default',
    ca: pemSource(cluster, 'certificate-authority'),
    insecureSkipTlsVerify: cluster['insecure-skip-tls-verify'] === true,
    tlsServerName: text(cluster['tls-server-name']),
    proxyUrl: text(cluster['proxy-url']),
    user: toUser(user),
  };
}

function isMissing(path: string): boolean {
  try {
    accessSync(path);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function serverOf(cluster: Json, paths: string): string {
  const server = text(cluster['server']) ?? '';
  if (!URL.canParse(server)) throw unusable(paths, 'its cluster has no server that is a URL');
  const { protocol, host, pathname } = new URL(server);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}

function toUser(user: Json): ClusterUser {
  const clientCert = pemSource(user, 'client-certificate');
  const clientKey = pemSource(user, 'client-key');
  const { token, tokenFile, username, password, exec, as } = user;
  const authProvider = user['auth-provider'] as Json | undefined;
  return {
    ...(clientCert && { clientCert }),
    ...(clientKey && { clientKey }),
    ...(text(token) && { token: text(token)!.trim() }),
    ...(text(tokenFile) && { tokenFile: text(tokenFile)! }),
    ...(text(username) && { basic: { username: text(username)!, password: text(password) ?? '' } }),
    ...(exec ? { exec: toExecPlugin(exec as Json) } : {}),
    ...(authProvider && {
      authProvider: { name: text(authProvider['name']) ?? '', config: (authProvider['config'] ?? {}) as Json },
    }),
    ...(text(as) && {
      impersonate: {
        user: text(as)!,
        ...(text(user['as-uid']) && { uid: text(user['as-uid'])! }),
        groups: texts(user['as-groups']),
      },
    }),
  };
}

function toExecPlugin(exec: Json): ExecPlugin {
  const env = (Array.isArray(exec['env']) ? exec['env'] : []) as readonly { name: string; value: string }[];
  return {
    apiVersion: text(exec['apiVersion']) ?? '',
    command: text(exec['command']) ?? '',
    args: texts(exec['args']),
    env: Object.fromEntries(env.map(({ name, value }) => [name, value])),
    installHint: text(exec['installHint']),
    needsTerminal: exec['interactiveMode'] === 'Always',
    wantsClusterInfo: exec['provideClusterInfo'] === true,
  };
}

function pemSource(of: Json, key: string): PemSource | undefined {
  const data = text(of[`${key}-data`]);
  if (data !== undefined) return { pem: Buffer.from(data, 'base64').toString('utf8') };
  const file = text(of[key]);
  return file === undefined ? undefined : { file };
}

function readKubeconfig(path: string): Kubeconfig {
  const document = parseKubeconfig(path, readText(path));
  const absolute = (of: Json, key: string): Json => {
    const file = text(of[key]);
    return file === undefined ? of : { ...of, [key]: resolve(dirname(path), file) };
  };
  const named = (list: unknown, kind: string, files: readonly string[]) =>
    new Map(
      ((Array.isArray(list) ? list : []) as readonly Json[]).map((entry) => {
        const value = (entry[kind] ?? {}) as Json;
        return [text(entry['name']) ?? '', files.reduce(absolute, value)];
      }),
    );
  const users = named(document['users'], 'user', ['client-certificate', 'client-key', 'tokenFile']);
  for (const [name, user] of users) users.set(name, { ...user, exec: withCommandBeside(path, user['exec']) });
  return {
    currentContext: text(document['current-context']) ?? '',
    clusters: named(document['clusters'], 'cluster', ['certificate-authority']),
    contexts: named(document['contexts'], 'context', []),
    users,
  };
}

/** A command with a slash in it starts from the kubeconfig's folder; a bare name is looked up on the PATH. */
function withCommandBeside(path: string, exec: unknown): unknown {
  if (typeof exec !== 'object' || exec === null) return undefined;
  const command = text((exec as Json)['command']) ?? '';
  return basename(command) === command ? exec : { ...exec, command: resolve(dirname(path), command) };
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code = 'it cannot be read' } = cause as NodeJS.ErrnoException;
    throw unusable(path, UNREADABLE[code] ?? code);
  }
}

function parseKubeconfig(path: string, source: string): Json {
  try {
    // Pretty errors would quote the lines around the mistake, and a kubeconfig holds secrets.
    const document: unknown = parse(source, { prettyErrors: false });
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document as Json;
  } catch {
    throw unusable(path, 'it is no YAML');
  }
  throw unusable(path, 'it is empty, or no mapping');
}

function merge(configs: readonly Kubeconfig[]): Kubeconfig {
  const merged = { currentContext: '', clusters: new Map<string, Json>(), contexts: new Map(), users: new Map() };
  for (const config of configs.toReversed()) {
    if (config.currentContext !== '') merged.currentContext = config.currentContext;
    for (const [name, cluster] of config.clusters) merged.clusters.set(name, cluster);
    for (const [name, context] of config.contexts) merged.contexts.set(name, context);
    for (const [name, user] of config.users) merged.users.set(name, user);
  }
  return merged;
}

function find(among: ReadonlyMap<string, Json>, kind: string, name: string, config: Kubeconfig): Json {
  const found = among.get(name);
  if (found !== undefined) return found;
  throw new RunError('usage', `Cannot find the ${kind} ${name} in the kubeconfig`, { hint: contextHint(config) });
}

function contextHint({ contexts }: Kubeconfig): string {
  return `Choose one of its contexts: ${[...contexts.keys()].join(', ') || 'it has none'}`;
}

function unusable(path: string, reason: string, hint = 'Name another file with --kubeconfig or KUBECONFIG.'): RunError {
  return new RunError('usage', `Cannot use the kubeconfig ${path}: ${reason}`, { hint });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
