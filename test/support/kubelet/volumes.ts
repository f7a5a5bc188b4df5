import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MissingSource, type Data, type PodSources } from './pod-sources.ts';
import type { DownwardFile, KeyToPath, Pod, Projection, Volume } from './pod.ts';
import { podField, resourceField } from './pod-fields.ts';

/** Makes a volume as a kubelet does, below `directory`, and returns where it is; `storage` holds claims and host paths. */
export async function makeVolume(
  pod: Pod,
  volume: Volume,
  sources: PodSources,
  directory: string,
  storage: Readonly<Record<string, string>>,
): Promise<string> {
  const stored = volume.persistentVolumeClaim?.claimName ?? volume.hostPath?.path;
  if (stored !== undefined) return storedVolume(pod, stored, storage);
  const path = join(directory, volume.name);
  await mkdir(path, { recursive: true });
  await chmod(path, 0o777);
  if (volume.emptyDir === undefined) await project(path, await filesOf(pod, volume, sources));
  await own(pod, path);
  return path;
}

/** Lays files out in the way of a kubelet: a dated folder, `..data` pointing at it, and each name pointing into `..data`. */
async function project(directory: string, files: Data): Promise<void> {
  const dated = `..${new Date().toISOString().slice(0, 19).replaceAll(/[-T:]/g, '_')}.${randomBytes(4).readUInt32BE()}`;
  await mkdir(join(directory, dated));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(directory, dated, dirname(path)), { recursive: true });
    await writeFile(join(directory, dated, path), content, { mode: 0o644 });
  }
  await symlink(dated, join(directory, '..data'));
  for (const name of await readdir(join(directory, dated))) await symlink(join('..data', name), join(directory, name));
}

async function filesOf(pod: Pod, volume: Volume, sources: PodSources): Promise<Data> {
  const { configMap, secret, downwardAPI, projected } = volume;
  if (projected) {
    const parts = await Promise.all(projected.sources.map((source) => projection(pod, source, sources)));
    return Object.assign({}, ...parts) as Data;
  }
  const named = secret && { ...secret, name: secret.secretName };
  if (configMap || named || downwardAPI) {
    return projection(
      pod,
      { ...(configMap && { configMap }), ...(named && { secret: named }), ...(downwardAPI && { downwardAPI }) },
      sources,
    );
  }
  throw new Error(`The kubelet stand-in cannot make volume ${volume.name}`);
}

async function projection(pod: Pod, source: Projection, sources: PodSources): Promise<Data> {
  const { configMap, secret, downwardAPI, serviceAccountToken } = source;
  if (configMap) return pick(await sources.configMap(configMap), configMap.items, configMap.optional);
  if (secret) return pick(await sources.secret(secret), secret.items, secret.optional);
  if (serviceAccountToken) {
    const { path, audience, expirationSeconds } = serviceAccountToken;
    return { [path]: Buffer.from(await sources.token(audience, expirationSeconds)) };
  }
  return Object.fromEntries((downwardAPI?.items ?? []).map((file) => [file.path, Buffer.from(downward(pod, file))]));
}

function pick(data: Data, items: readonly KeyToPath[] | undefined, optional: boolean | undefined): Data {
  if (items === undefined) return data;
  const picked: Record<string, Buffer> = {};
  for (const { key, path } of items) {
    const content = data[key];
    if (content !== undefined) picked[path] = content;
    else if (optional !== true) throw new MissingSource(`references non-existent config key: ${key}`);
  }
  return picked;
}

function downward(pod: Pod, { fieldRef, resourceFieldRef }: DownwardFile): string {
  if (fieldRef) return podField(pod, fieldRef.fieldPath);
  const container = pod.spec.containers.find(({ name }) => name === resourceFieldRef?.containerName);
  return container && resourceFieldRef ? resourceField(container, resourceFieldRef) : '';
}

async function storedVolume(pod: Pod, name: string, storage: Readonly<Record<string, string>>): Promise<string> {
  const path = storage[name];
  if (path === undefined)
    throw new MissingSource(`no directory was given to the kubelet stand-in for volume "${name}"`);
  if (pod.spec.securityContext?.fsGroup !== undefined) await own(pod, path);
  return path;
}

/** What `fsGroup` asks for: the group may write where the volume is writable, and its folders hand the group on. Needs root. */
async function own(pod: Pod, path: string): Promise<void> {
  const group = pod.spec.securityContext?.fsGroup;
  if (group === undefined || process.getuid?.() !== 0) return;
  const keepUser = -1;
  await chown(path, keepUser, group);
  await chmod(path, 0o2775);
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const file = join(entry.parentPath, entry.name);
    await chown(file, keepUser, group);
    await chmod(file, entry.isDirectory() ? 0o2775 : 0o664);
  }
}
