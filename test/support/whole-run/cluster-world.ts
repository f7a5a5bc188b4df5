import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UserRule } from '../api-server/api/users.ts';
import { type CommandNode, startCommandNode } from '../cluster/kwok.ts';
import { type ClusterRig, startClusterRig } from '../cluster-rig.ts';
import { openShop } from '../shop/open-shop.ts';
import { type StorageRig, startStorageRig } from '../storage-rig.ts';
import { folderPlace } from './memory-world.ts';
import { collectionOf, type Place, RUN_USER_AGENT, type World, WorldApi, type WorldUser } from './world.ts';

/** A world on a real control plane. */
export interface ClusterWorld extends World {
  readonly rig: ClusterRig;
}

/**
 * Opens the shop on a real control plane without controllers, so that only tests and runs change anything; places are
 * folders, or buckets of a real S3 gateway.
 */
export async function openClusterWorld(storage: 'filesystem' | 's3'): Promise<ClusterWorld> {
  const world = await openEmptyClusterWorld(storage);
  await openShop(world.api);
  return world;
}

/** Opens a real control plane that holds no more than every new cluster does, by default without controllers. */
export async function openEmptyClusterWorld(
  storage: 'filesystem' | 's3',
  { hasControllers = false }: { readonly hasControllers?: boolean } = {},
): Promise<ClusterWorld> {
  const rig = await startClusterRig(hasControllers ? {} : { controllers: false });
  const gateway = storage === 's3' ? await startStorageRig() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-world-'));
  const api = new WorldApi(rig.url, rig.caPem, rig.token);
  let made = 0;
  let node: Promise<CommandNode> | undefined;
  return {
    api,
    rig,
    url: rig.url,
    caPem: rig.caPem,
    namespace: () => rig.namespace('runner'),
    async shellPod(namespace, name, metadata) {
      node ??= startCommandNode(rig);
      await (await node).newPod(namespace, name, metadata);
    },
    async startPod(namespace, name) {
      node ??= startCommandNode(rig);
      await (await node).start(namespace, name);
    },
    user: (rules) => serviceAccount(rig, api, `runner-${++made}`, rules),
    place: async () =>
      gateway === undefined
        ? folderPlace(join(folder, `place-${++made}`))
        : bucketPlace(gateway, await gateway.bucket(), folder),
    async requests() {
      const events = (await rig.audit()).filter(({ userAgent }) => userAgent === RUN_USER_AGENT);
      return events.map(({ verb, requestURI, responseStatus }) => {
        const [path = '', query = ''] = requestURI.split('?');
        return { method: METHODS[verb] ?? verb, path, query: decode(query), status: responseStatus?.code };
      });
    },
    async [Symbol.asyncDispose]() {
      await api.close();
      await (await node)?.[Symbol.asyncDispose]();
      await rig[Symbol.asyncDispose]();
      await gateway?.[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What the audit log calls verbs. */
const METHODS: Readonly<Record<string, string>> = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
};

function decode(query: string): string {
  return [...new URLSearchParams(query)].map(([key, value]) => `${key}=${value}`).join('&');
}

function tokenOf(kubeconfig: string): string {
  return /token: "?([^"}\s]+)"?/.exec(kubeconfig)?.[1] ?? '';
}

function bucketPlace(gateway: StorageRig, bucket: string, folder: string): Place {
  const { endpoint, region, accessKeyId, secretAccessKey } = gateway;
  const credentialsFile = join(folder, 'credentials');
  const keys = ['[default]', `aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`, ''];
  writeFileSync(credentialsFile, keys.join('\n'), { mode: 0o600 });
  return {
    spec: { s3: { bucket, prefix: 'cluster', region, endpoint, forcePathStyle: true, credentialsFile } },
    to: [
      `--to=s3://${bucket}/cluster`,
      `--s3-region=${region}`,
      `--s3-endpoint=${endpoint}`,
      `--s3-credentials-file=${credentialsFile}`,
    ],
    root: `s3://${bucket}/cluster`,
    secrets: { secretAccessKey },
    directory: join(gateway.root, bucket, 'cluster'),
  };
}

/** A ServiceAccount with a real token, bound to its rules; resolves when the authorizer knows of them. */
async function serviceAccount(
  rig: ClusterRig,
  api: WorldApi,
  name: string,
  rules: readonly UserRule[],
): Promise<WorldUser> {
  await api.create('/api/v1/namespaces/default/serviceaccounts', { metadata: { name } });
  const bindings = await Promise.all(rules.map((rule, index) => bind(api, `${name}-${index}`, name, rule)));
  const token = tokenOf(await rig.serviceAccountKubeconfig('default', name));
  const own = new WorldApi(rig.url, rig.caPem, token);
  for (const rule of rules) while (!(await isKnown(own, rule))); // the authorizer hears of it by a watch
  await own.close();
  return {
    token,
    async revoke() {
      for (const path of bindings) await api.delete(path);
      const still = new WorldApi(rig.url, rig.caPem, token);
      for (const rule of rules) while (await isKnown(still, rule));
      await still.close();
    },
  };
}

/** Creates a role with its binding and returns the binding's path. */
async function bind(api: WorldApi, name: string, account: string, { namespace, ...rule }: UserRule): Promise<string> {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const roles = collectionOf('rbac.authorization.k8s.io/v1', `${kind.toLowerCase()}s`, namespace);
  const bindings = collectionOf('rbac.authorization.k8s.io/v1', `${kind.toLowerCase()}bindings`, namespace);
  await api.create(roles, { metadata: { name }, rules: [rule] });
  await api.create(bindings, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
    subjects: [{ kind: 'ServiceAccount', namespace: 'default', name: account }],
  });
  return `${bindings}/${name}`;
}

async function isKnown(api: WorldApi, { verbs, apiGroups, resources, resourceNames, namespace }: UserRule) {
  const [verb, group, resource, name] = [verbs.at(-1), apiGroups.at(-1), resources.at(-1), resourceNames?.[0]];
  const { text } = await api.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb, group, resource, name, namespace } },
  });
  return (JSON.parse(text) as { status?: { allowed?: boolean } }).status?.allowed === true;
}
