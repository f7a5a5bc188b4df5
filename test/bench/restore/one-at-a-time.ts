import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';

/**
 * The restore as one would write it in an afternoon: verifies the archive, reads it, and creates one object after the
 * other over one connection. `node one-at-a-time.ts ARCHIVE URL CA_FILE`.
 */
const [, , archive, url, caFile] = process.argv;
const ORDER = ['namespaces', 'secrets', 'configmaps', 'pods', 'deployments.apps'];
const SERVER_OWNED = ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'ownerReferences'];
const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: readFileSync(caFile!) });

const items = new Map<string, Buffer[]>(ORDER.map((type) => [type, []]));
await verify();
let created = 0;
for (const [type, bodies] of items) for (const body of bodies) await create(type, JSON.parse(body.toString()));
process.stdout.write(`${JSON.stringify({ created })}\n`);
agent.destroy();

/** Reads the archive to its end, and its main copies into memory. */
async function verify(): Promise<void> {
  const hash = createHash('sha256');
  const entries = extract();
  entries.on('entry', ({ name }, stream, next) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk) => chunks.push(chunk as Buffer));
    stream.on('end', () => {
      const type = /^resources\/([^/]+)\/(?:namespaces|cluster)\//.exec(name)?.[1];
      items.get(type ?? '')?.push(Buffer.concat(chunks));
      next();
    });
  });
  const source = createReadStream(archive!);
  source.on('data', (chunk) => hash.update(chunk));
  source.pipe(createGunzip()).pipe(entries);
  await finished(entries);
  hash.digest('hex');
}

interface Archived {
  metadata: Record<string, unknown>;
  status?: unknown;
  spec?: Record<string, unknown>;
}

async function create(type: string, object: Archived): Promise<void> {
  const [resource, group] = type.split('.');
  if (resource === 'namespaces' && object.metadata['name'] === 'kube-system') return;
  delete object.status;
  for (const field of SERVER_OWNED) delete object.metadata[field];
  if (resource === 'pods') delete object.spec?.['nodeName'];
  const root = group === undefined ? '/api/v1' : `/apis/${group}/v1`;
  const { namespace } = object.metadata as { namespace?: string };
  const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
  const status = await post(`${url}${root}${place}/${resource}`, JSON.stringify(object));
  if (status !== 201) throw new Error(`${resource}: ${status}`);
  created++;
}

async function post(target: string, body: string): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: 'Bearer bench-token',
  };
  const asked = request(target, { method: 'POST', agent, headers });
  asked.end(body);
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    asked.on('response', resolve).on('error', reject),
  );
  JSON.parse(await text(answer));
  return answer.statusCode ?? 0;
}
