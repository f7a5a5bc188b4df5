import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { mapConcurrent } from '../../src/base/concurrent.ts';
import { encodeJson, type JsonObject, parseJson, withFields } from './api-server/objects/json.ts';
import type { ClusterRig } from './cluster-rig.ts';
import { ServerTexts } from './fidelity-server.ts';

const SNAPSHOT = fileURLToPath(new URL('../golden/velero-1.18.3/cluster.json.gz', import.meta.url));

/** How the objects of a recorded cluster fared at another one. */
export interface Loaded {
  /** Paths of the collections they went to, each with the object's name: `/api/v1/nodes node-1`. */
  readonly created: readonly string[];
  /** The server made one of this name by itself when it started. */
  readonly existing: readonly string[];
  /** Refused, with the server's reason. */
  readonly refused: readonly string[];
}

/** What the server, and nobody else, writes into an object. */
const SERVER_OWNED: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'managedFields',
  'selfLink',
]);

/** Cannot be created, follow from others, or are the same objects in another group or version. */
const NOT_LOADED: ReadonlySet<string> = new Set([
  '/api/v1/componentstatuses',
  '/apis/networking.k8s.io/v1/ipaddresses',
  '/apis/events.k8s.io/v1/events',
  '/apis/autoscaling/v1/horizontalpodautoscalers',
  '/apis/example.com/v1alpha1/widgets',
]);

/** What others need, in this order. */
const FIRST = ['namespaces', 'serviceaccounts', 'priorityclasses', 'customresourcedefinitions'];

/** What counts, changes or judges others. */
const LAST: ReadonlySet<string> = new Set([
  'resourcequotas',
  'limitranges',
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'validatingwebhookconfigurations',
  'mutatingwebhookconfigurations',
]);

/** Creates the objects of the recorded golden cluster in a rig, each as it was without what servers own; its CRDs first. */
export async function loadSnapshot(rig: ClusterRig): Promise<Loaded> {
  return loadLists(rig, recordedLists());
}

/** Creates the objects of lists in a rig in the same way. */
export async function loadLists(rig: ClusterRig, recorded: readonly RecordedList[]): Promise<Loaded> {
  const lists = recorded.filter(({ path }) => !NOT_LOADED.has(path));
  const ofType = (wanted: (type: string) => boolean) =>
    lists.filter(({ path }) => wanted(path.split('/').at(-1) ?? ''));
  await using server = new ServerTexts(rig);
  const creator = new Creator(server);
  for (const first of FIRST) await creator.createAll(ofType((type) => type === first));
  for (const crd of ofType((type) => type === 'customresourcedefinitions').flatMap(({ items }) => items)) {
    await rig.waitFor(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${nameOf(crd)}`, isServed);
  }
  await creator.createAll(ofType((type) => !FIRST.includes(type) && !LAST.has(type)));
  await creator.createAll(ofType((type) => LAST.has(type)));
  return creator;
}

/** The objects of one type by the path of their collection in all namespaces: `/apis/apps/v1/deployments`. */
export interface RecordedList {
  readonly path: string;
  readonly items: readonly JsonObject[];
}

/** The lists of the recorded golden cluster, of every type in every version. */
export function recordedLists(): RecordedList[] {
  const lists = parseJson(gunzipSync(readFileSync(SNAPSHOT)).toString('utf8')) as Record<string, JsonObject>;
  return Object.entries(lists).flatMap(([path, { items }]) =>
    items === undefined ? [] : [{ path, items: items as readonly JsonObject[] }],
  );
}

class Creator implements Loaded {
  readonly created: string[] = [];
  readonly existing: string[] = [];
  readonly refused: string[] = [];
  readonly #server: ServerTexts;

  constructor(server: ServerTexts) {
    this.#server = server;
  }

  async createAll(lists: readonly RecordedList[]): Promise<void> {
    const objects = lists.flatMap(({ path, items }) => items.map((object) => ({ path, object })));
    await mapConcurrent(objects, 8, ({ path, object }) => this.#create(path, object));
  }

  async #create(path: string, object: JsonObject): Promise<void> {
    const { namespace } = object['metadata'] as { readonly namespace?: string };
    const at = namespace === undefined ? path : path.replace(/\/([^/]+)$/, `/namespaces/${namespace}/$1`);
    const { status, text } = await this.#server.post(at, encodeJson(withoutServerOwned(object, path), 'given'));
    const name = `${at} ${nameOf(object)}`;
    if (status < 300) this.created.push(name);
    else if (status === 409 && text.includes('"reason":"AlreadyExists"')) this.existing.push(name);
    else this.refused.push(`${name}: ${(JSON.parse(text) as { message?: string }).message}`);
  }
}

function withoutServerOwned(object: JsonObject, path: string): JsonObject {
  const kept = Object.entries(fieldsAt(object, 'metadata')).filter(([field]) => !SERVER_OWNED.has(field));
  const plain = withFields(object, { metadata: Object.fromEntries(kept) });
  if (path.endsWith('/jobs')) return withoutUidLabels(plain);
  return object['type'] === 'kubernetes.io/service-account-token' ? withoutToken(plain) : plain;
}

/** A Job's labels name its UID, which is gone: the server gives it the new one. */
function withoutUidLabels(job: JsonObject): JsonObject {
  const spec = fieldsAt(job, 'spec');
  const template = fieldsAt(spec, 'template');
  const metadata = fieldsAt(template, 'metadata');
  const uids = { 'controller-uid': undefined, 'batch.kubernetes.io/controller-uid': undefined };
  const labelled = withFields(metadata, { labels: withFields(fieldsAt(metadata, 'labels'), uids) });
  const shape = withFields(template, { metadata: labelled });
  return withFields(job, { spec: withFields(spec, { selector: undefined, template: shape }) });
}

/** A token names the UID of its ServiceAccount, which is gone: the token controller would delete it. */
function withoutToken(secret: JsonObject): JsonObject {
  const metadata = fieldsAt(secret, 'metadata');
  const uid = { 'kubernetes.io/service-account.uid': undefined };
  const annotations = withFields(fieldsAt(metadata, 'annotations'), uid);
  return withFields(secret, { data: undefined, metadata: withFields(metadata, { annotations }) });
}

function fieldsAt(object: JsonObject, field: string): JsonObject {
  return (object[field] ?? {}) as JsonObject;
}

function nameOf(object: JsonObject): string {
  return (object['metadata'] as { readonly name: string }).name;
}

function isServed(crd: { readonly [field: string]: unknown }): boolean {
  const { conditions } = (crd['status'] ?? {}) as { conditions?: readonly { type: string; status: string }[] | null };
  return conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;
}
