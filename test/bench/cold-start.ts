import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCertificate } from '../support/certificate.ts';
import { kubeconfigYaml } from '../support/cluster/kubeconfig.ts';

/**
 * What a start costs until the first connection to the API server, over a Node that does nothing; one interleaved run.
 * The fastest of each kind are compared: a start is so short that what it takes longer is other work on the machine.
 */
export interface ColdStartRatios {
  readonly milliseconds: Readonly<Record<'bareNode' | 'toFolder' | 'toS3' | 'withoutCode', number>>;
  /** A backup into a folder, as the image starts it. */
  readonly toFolder: number;
  /** The same into S3, whose client is loaded first. */
  readonly toS3: number;
  /** Into a folder without compiled code, as npm installs it. */
  readonly withoutCode: number;
}

/** Nothing of this machine's own: authorities in NODE_EXTRA_CA_CERTS, for one, cost every start ten milliseconds. */
const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' };

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Starts every kind `rounds` times, one after the other. */
export async function benchColdStart(rounds: number): Promise<ColdStartRatios> {
  const work = await mkdtemp(join(tmpdir(), 'lifeboat-bench-'));
  const certificate = makeCertificate();
  const server = createServer({ key: certificate.keyPem, cert: certificate.certPem });
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const kubeconfig = join(work, 'kubeconfig');
    await writeFile(kubeconfig, kubeconfigYaml(`https://127.0.0.1:${port}`, certificate.caPem, 'bench-token'));
    return await compare(rounds, server, await layOut(work), ['backup', '--quiet', '--kubeconfig', kubeconfig]);
  } finally {
    server.close();
    await rm(work, { recursive: true, force: true });
  }
}

/** The program as the Dockerfile lays it out, with its compiled code. */
async function layOut(work: string): Promise<string> {
  const app = join(work, 'app');
  await cp(here('dist'), app, { recursive: true });
  for (const file of ['start.cjs', 'code-cache.cjs', 'make-code.cjs'])
    await cp(here(`bundle/${file}`), join(app, file));
  execFileSync(process.execPath, [join(app, 'make-code.cjs')], { stdio: 'ignore' });
  return app;
}

async function compare(
  rounds: number,
  server: Server,
  app: string,
  backup: readonly string[],
): Promise<ColdStartRatios> {
  const toFolder = [...backup, '--to', join(app, '../backups')];
  const toS3 = [...backup, '--to', 's3://bench', '--s3-endpoint', 'http://127.0.0.1:1', '--s3-region', 'us-east-1'];
  const times = {
    bareNode: [] as number[],
    toFolder: [] as number[],
    toS3: [] as number[],
    withoutCode: [] as number[],
  };
  for (let round = 0; round < rounds; round++) {
    times.bareNode.push(await untilExit(['--eval', '']));
    times.toFolder.push(await untilConnection(server, [join(app, 'start.cjs'), ...toFolder]));
    times.toS3.push(await untilConnection(server, [join(app, 'start.cjs'), ...toS3]));
    times.withoutCode.push(await untilConnection(server, [join(app, 'lifeboat.cjs'), ...toFolder]));
  }
  const milliseconds = {
    bareNode: Math.min(...times.bareNode),
    toFolder: Math.min(...times.toFolder),
    toS3: Math.min(...times.toS3),
    withoutCode: Math.min(...times.withoutCode),
  };
  const over = (kind: keyof typeof milliseconds): number => milliseconds[kind] / milliseconds.bareNode;
  return { milliseconds, toFolder: over('toFolder'), toS3: over('toS3'), withoutCode: over('withoutCode') };
}

async function untilExit(args: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  await once(spawn(process.execPath, args, { stdio: 'ignore', env: ENVIRONMENT }), 'exit');
  return performance.now() - startedMs;
}

/** From the start of the process to its knock at the API server; what it does afterwards is not waited for. */
async function untilConnection(server: Server, args: readonly string[]): Promise<number> {
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const startedMs = performance.now();
  const child = spawn(process.execPath, args, { stdio: 'ignore', env: ENVIRONMENT });
  const exited = once(child, 'exit');
  const ended = exited.then((): never => {
    throw new Error(`${args.join(' ')} ended before its first request`);
  });
  const [socket] = await Promise.race([connected, ended]);
  const took = performance.now() - startedMs;
  ended.catch(() => {}); // it ends now, as it should
  child.kill('SIGKILL');
  socket.destroy();
  await exited;
  return took;
}
