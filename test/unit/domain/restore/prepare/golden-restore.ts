import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { listAt, parseExact, textAt, type JsonObject } from '../../../../../src/domain/json/exact-json.ts';
import type { PrepareFacts } from '../../../../../src/domain/restore/prepare/facts.ts';
import { readRecordedCluster } from '../../../../support/api-server/recorded-lists.ts';
import { thePrepareFacts } from '../../../../support/restore-builders.ts';
import { tarStreamFiles } from '../../../archive/tar-stream-files.ts';

const GOLDEN = 'test/golden/velero-1.18.3';

/** An archived object, what Velero made of it, and the facts by which it did. */
export interface GoldenObject {
  /** `deployments.apps/alpha/web`. */
  readonly name: string;
  readonly archived: JsonObject;
  readonly live: JsonObject;
  readonly facts: PrepareFacts;
}

/** Every object of an archive that Velero restored, with the object in the cluster afterwards. */
export async function goldenObjects(backup: string, restore: string): Promise<GoldenObject[]> {
  const request = parseExact(readFileSync(`${GOLDEN}/restores/${restore}/request.json`, 'utf8'));
  const mapping = new Map(Object.entries((request['spec'] as { namespaceMapping?: object }).namespaceMapping ?? {}));
  const live = liveObjects(readFileSync(`${GOLDEN}/restores/${restore}/after.json.gz`));
  const files = await tarStreamFiles(gunzipSync(readFileSync(`${GOLDEN}/${backup}/archive/${backup}.tar.gz`)));
  return files.flatMap(({ name: path, body }) => {
    const [, type = ''] = /^resources\/([^/]+)\/(?:cluster|namespaces\/[^/]+)\/[^/]+\.json$/.exec(path) ?? [];
    if (type === '') return [];
    const archived = parseExact(body);
    const name = textAt(archived, 'metadata', 'name') ?? '';
    const namespace = textAt(archived, 'metadata', 'namespace');
    const target = namespace === undefined ? undefined : (mapping.get(namespace) ?? namespace);
    const targetName = type === 'namespaces' ? (mapping.get(name) ?? name) : name;
    const found = live.get([archived['apiVersion'], archived['kind'], target, targetName].join('/'));
    if (found === undefined || !isRestored(found, restore)) return [];
    const facts = thePrepareFacts(type, {
      mapping,
      target,
      preserveNodePorts: (request['spec'] as { preserveNodePorts?: boolean }).preserveNodePorts ?? false,
      volume: volumeOf(archived),
      backupLabel: backup,
      restoreLabel: restore,
    });
    return [
      { name: [type, target, targetName].filter((part) => part !== undefined).join('/'), archived, live: found, facts },
    ];
  });
}

function liveObjects(gzip: Buffer): Map<string, JsonObject> {
  const objects = readRecordedCluster(gzip).flatMap(({ text }) => {
    const list = parseExact(text);
    const kind = (textAt(list, 'kind') ?? '').replace(/List$/, '');
    return listAt(list, 'items').map((item) => Object.assign({ apiVersion: list['apiVersion'], kind }, item));
  });
  return new Map(
    objects.map((object) => {
      const { apiVersion, kind } = object;
      const [namespace, name] = [textAt(object, 'metadata', 'namespace'), textAt(object, 'metadata', 'name')];
      return [[apiVersion, kind, namespace, name].join('/'), object];
    }),
  );
}

/** Namespaces bear no label of a restore. */
function isRestored(live: JsonObject, restore: string): boolean {
  return live['kind'] === 'Namespace' || textAt(live, 'metadata', 'labels', 'velero.io/restore-name') === restore;
}

/** As Velero decides without any data of volumes: those with policy `Delete` are provisioned anew. */
function volumeOf(claim: JsonObject): 'rebind' | 'provision' | undefined {
  const name = claim['kind'] === 'PersistentVolumeClaim' ? textAt(claim, 'spec', 'volumeName') : undefined;
  if (name === undefined) return undefined;
  return name === 'pv-delete' ? 'provision' : 'rebind';
}
