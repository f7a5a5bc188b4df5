import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { KubeConfig, KubernetesObjectApi } from '@kubernetes/client-node';
import { TarArchive } from 'archiver';
import { extract } from 'tar-stream';
import { BENCH_TYPES } from './objects.ts';

/**
 * The backup as one would write it in an afternoon: the client's typed lists, archiver with gzip, then the same
 * verification that Lifeboat does. `node naive.ts KUBECONFIG ARCHIVE`.
 */
const [, , kubeconfig, target] = process.argv;
const config = new KubeConfig();
config.loadFromString(readFileSync(kubeconfig!, 'utf8'));
const api = KubernetesObjectApi.makeApiClient(config);

const archive = new TarArchive({ gzip: true });
const file = createWriteStream(target!);
const written = pipeline(archive, file);
let items = 0;
for (const { group, resource, kind } of BENCH_TYPES) {
  const apiVersion = group === '' ? 'v1' : `${group}/v1`;
  const folder = `resources/${group === '' ? resource : `${resource}.${group}`}`;
  let next: string | undefined;
  do {
    const page = await api.list(
      apiVersion,
      kind,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      500,
      next,
    );
    for (const item of page.items) {
      const text = JSON.stringify({ ...item, apiVersion, kind });
      const path = `namespaces/${item.metadata?.namespace}/${item.metadata?.name}.json`;
      archive.append(text, { name: `${folder}/${path}` });
      archive.append(text, { name: `${folder}/v1-preferredversion/${path}` });
      items++;
    }
    next = page.metadata?._continue;
  } while (next);
}
await archive.finalize();
await written;
await verify(target!);
process.stdout.write(`${JSON.stringify({ items })}\n`);

async function verify(path: string): Promise<void> {
  const hash = createHash('sha256');
  const entries = extract();
  let count = 0;
  entries.on('entry', (_header, stream, next) => {
    count++;
    stream.on('end', next);
    stream.resume();
  });
  const source = createReadStream(path);
  source.on('data', (chunk) => hash.update(chunk));
  source.pipe(createGunzip()).pipe(entries);
  await finished(entries);
  if (count !== items * 2) throw new Error(`${count} entries for ${items} items`);
}
