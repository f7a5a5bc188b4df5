import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { measure, median } from './measure.ts';

/** Ratios of one interleaved run, and the medians they come from. */
export interface BackupRatios {
  readonly objects: number;
  readonly seconds: Readonly<Record<'download' | 'gzip' | 'gunzip' | 'naive' | 'lifeboat', number>>;
  /** Lifeboat, process start and verification included, over the sum of the floors. */
  readonly wallToFloors: number;
  readonly timesFasterThanNaive: number;
  readonly peakMiB: number;
  /** Size of the archive over that of `gzip -6` of the same tar. */
  readonly sizeToGzip: number;
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const LIFEBOAT = here('../../dist/lifeboat.cjs');

/** Backs the same objects up in every way, one after the other, `rounds` times. */
export async function benchBackup(objects: number, rounds: number): Promise<BackupRatios> {
  const work = await mkdtemp(join(tmpdir(), 'lifeboat-bench-'));
  const server = spawn(process.execPath, [here('list-server.ts'), String(objects)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    const { url, caPem } = JSON.parse(line.toString()) as { url: string; caPem: string };
    return await compare(objects, rounds, work, { url, caPem });
  } finally {
    server.kill();
    await rm(work, { recursive: true, force: true });
  }
}

async function compare(
  objects: number,
  rounds: number,
  work: string,
  api: { url: string; caPem: string },
): Promise<BackupRatios> {
  const kubeconfig = join(work, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigFor(api));
  const usage = join(work, 'usage.json');
  const tar = join(work, 'items.tar');
  const archiveOf = (name: string) => join(work, 'backups', 'backups', name, `${name}.tar.gz`);
  const lifeboat = async (name: string) =>
    measure(usage, [
      LIFEBOAT,
      'backup',
      '--kubeconfig',
      kubeconfig,
      '--to',
      join(work, 'backups'),
      '--name',
      name,
      '--quiet',
    ]);
  const floor = async (...args: string[]) =>
    (JSON.parse((await measure(usage, [here('floors.ts'), ...args])).stdout) as { seconds: number }).seconds;

  await lifeboat('warm-up');
  await pipeline(createReadStream(archiveOf('warm-up')), createGunzip(), createWriteStream(tar));
  const times = {
    download: [] as number[],
    gzip: [] as number[],
    gunzip: [] as number[],
    naive: [] as number[],
    lifeboat: [] as number[],
  };
  const peaks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    times.download.push(await floor('download', api.url, api.caPem));
    times.gzip.push(await floor('gzip', tar));
    times.gunzip.push(await floor('gunzip', archiveOf('warm-up')));
    const ours = await lifeboat(`round-${round}`);
    times.lifeboat.push(ours.seconds);
    peaks.push(ours.peakMiB);
    await rm(join(work, 'backups', 'backups', `round-${round}`), { recursive: true });
    times.naive.push((await measure(usage, [here('naive.ts'), kubeconfig, join(work, 'naive.tar.gz')])).seconds);
  }
  const seconds = {
    download: median(times.download),
    gzip: median(times.gzip),
    gunzip: median(times.gunzip),
    naive: median(times.naive),
    lifeboat: median(times.lifeboat),
  };
  const { size } = await stat(archiveOf('warm-up'));
  const gzipSize = Number(execFileSync('sh', ['-c', 'gzip -6 -c "$1" | wc -c', 'sh', tar], { encoding: 'utf8' }));
  return {
    objects,
    seconds,
    wallToFloors: seconds.lifeboat / (seconds.download + seconds.gzip + seconds.gunzip),
    timesFasterThanNaive: seconds.naive / seconds.lifeboat,
    peakMiB: Math.max(...peaks),
    sizeToGzip: size / gzipSize,
  };
}

function kubeconfigFor({ url, caPem }: { url: string; caPem: string }): string {
  const authority = Buffer.from(caPem).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'bench',
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
    clusters: [{ name: 'bench', cluster: { server: url, 'certificate-authority-data': authority } }],
    users: [{ name: 'bench', user: { token: 'bench-token' } }],
  });
}
