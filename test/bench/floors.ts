import { createReadStream } from 'node:fs';
import { createGunzip, deflateRaw } from 'node:zlib';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { BENCH_TYPES } from './objects.ts';

/**
 * What no backup can be faster than, one at a time: `node floors.ts download URL CA`, `gzip TAR`, `gunzip ARCHIVE`.
 * Prints the seconds of the work itself, without the start of the process.
 */
const [, , mode, target, ca] = process.argv;
const startedMs = performance.now();
await run();
process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - startedMs) / 1_000 })}\n`);

async function run(): Promise<void> {
  if (mode === 'download') return download(target!, ca!);
  if (mode === 'gzip') return gzip(target!);
  if (mode === 'gunzip') return gunzip(target!);
  throw new Error(`unknown floor ${mode}`);
}

/** Every list, page by page, bytes dropped. */
async function download(url: string, caPem: string): Promise<void> {
  const dispatcher = new Agent({ connect: { ca: caPem } });
  for (const { group, resource } of BENCH_TYPES) {
    for (let next: string | undefined = '0'; next !== undefined;) {
      const path = group === '' ? '/api/v1' : `/apis/${group}/v1`;
      const answer = await request(`${url}${path}/${resource}?limit=500&continue=${next}`, { dispatcher });
      let head = '';
      for await (const chunk of answer.body) if (head === '') head = (chunk as Buffer).toString('utf8', 0, 300);
      next = /"continue":"(\d+)"/.exec(head)?.[1];
    }
  }
  await dispatcher.close();
}

/** The tar in pieces of 1 MiB on libuv's pool, as many at once as there are cores; output dropped. */
async function gzip(tar: string): Promise<void> {
  const deflate = promisify(deflateRaw) as (chunk: Buffer, options: object) => Promise<Buffer>;
  const width = Math.min(availableParallelism(), 4);
  const underWay = new Set<Promise<unknown>>();
  for await (const chunk of createReadStream(tar, { highWaterMark: 1024 * 1024 })) {
    const work: Promise<unknown> = deflate(chunk as Buffer, { level: 6, memLevel: 9 }).then(() =>
      underWay.delete(work),
    );
    underWay.add(work);
    if (underWay.size >= width) await Promise.race(underWay);
  }
  await Promise.all(underWay);
}

/** One pass over the archive, output dropped. */
async function gunzip(archive: string): Promise<void> {
  const chunkSize = 256 * 1024;
  const unpacked = createReadStream(archive, { highWaterMark: chunkSize }).pipe(createGunzip({ chunkSize }));
  for await (const _ of unpacked);
}
