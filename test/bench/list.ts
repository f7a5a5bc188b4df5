import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeMetadata } from '../../src/archive/files/metadata.ts';
import { commitFacts } from '../support/builders.ts';
import { ScriptedS3 } from '../support/scripted-s3.ts';
import { type Cost, measure, median } from './measure.ts';

/** What a list of so many backups costs: requests are counted by the server, memory and time by the process. */
export interface ListCost {
  readonly backups: number;
  readonly lists: number;
  readonly reads: number;
  /** Anything else that was asked: there is nothing else to ask. */
  readonly others: number;
  readonly peakMiB: number;
  readonly seconds: number;
}

/** What the command line costs, over lists of several sizes. */
export interface ListResults {
  readonly lists: readonly ListCost[];
  /** `lifeboat --help` ÷ `node --eval ''`, the fastest of each. */
  readonly helpToBareNode: number;
}

/** Files that a backup has beside its commit object. */
const FILES = ['.tar.gz', '-claim.json', '-logs.gz', '-manifest.json.gz', '-results.gz', '-resource-list.json.gz'];

/** The server checks no signatures, but requests carry one. */
const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' };

const SHA256 = '0'.repeat(64);

/** Lists `sizes` backups each on an S3 server of this process, `rounds` times, and asks for help as often. */
export async function benchList(
  sizes: readonly number[],
  rounds: number,
  program = fileURLToPath(new URL('../../dist/lifeboat.cjs', import.meta.url)),
): Promise<ListResults> {
  const work = await mkdtemp(join(tmpdir(), 'lifeboat-bench-'));
  try {
    const lists: ListCost[] = [];
    for (const backups of sizes) lists.push(await listMany(work, program, backups, rounds));
    const bare: number[] = [];
    const help: number[] = [];
    for (let round = 0; round < 4 * rounds; round++) {
      bare.push((await measure(join(work, 'usage'), ['--eval', ''])).seconds);
      help.push((await measure(join(work, 'usage'), [program, '--help'])).seconds);
    }
    return { lists, helpToBareNode: Math.min(...help) / Math.min(...bare) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function listMany(work: string, program: string, backups: number, rounds: number): Promise<ListCost> {
  await using s3 = await ScriptedS3.start();
  fill(s3, backups);
  const { bucket } = s3.location();
  const words = ['list', '--from', `s3://${bucket}`, '--s3-endpoint', s3.endpoint, '--s3-region', 'us-east-1'];
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round++) {
    s3.requests.length = 0;
    const cost = await measure(join(work, 'usage'), [program, ...words, '--output', 'name'], {
      env: ENVIRONMENT,
    });
    if (cost.stdout.trimEnd().split('\n').length !== backups) throw new Error('backups are missing from the list');
    costs.push(cost);
  }
  const operations = s3.operations();
  const lists = operations.filter((operation) => operation.startsWith('ListObjects')).length;
  const reads = operations.filter((operation) => operation === 'GetObject').length;
  return {
    backups,
    lists,
    reads,
    others: operations.length - lists - reads,
    peakMiB: median(costs.map(({ peakMiB }) => peakMiB)),
    seconds: median(costs.map(({ seconds }) => seconds)),
  };
}

function fill({ content }: ScriptedS3, backups: number): void {
  const modifiedAt = new Date(0);
  for (let n = 0; n < backups; n++) {
    const due = new Date(Date.UTC(2020, 0, 1) + n * 3_600_000).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '');
    const name = `hourly-${due}`;
    const commit = encodeMetadata(commitFacts(), { name, archiveSha256: SHA256, manifestSha256: SHA256 });
    const put = (file: string, body: Buffer) =>
      content.objects.set(`backups/${name}/${file}`, { body, metadata: {}, modifiedAt });
    put('velero-backup.json', commit);
    for (const suffix of FILES) put(`${name}${suffix}`, Buffer.from('x'));
  }
}

/** The results for people. */
export function listTable({ lists, helpToBareNode }: ListResults): string {
  const rows = lists.map(
    ({ backups, lists, reads, others, peakMiB, seconds }) =>
      `${backups} backups: ${lists} lists · ${reads} reads · ${others} other requests · ${peakMiB.toFixed(0)} MiB · ${seconds.toFixed(2)} s`,
  );
  return `${[...rows, `lifeboat --help ÷ bare node  ${helpToBareNode.toFixed(2)}`].join('\n')}\n`;
}

/** How much more memory the longest list may take than the shortest, and what help may cost. */
const GATES: Readonly<Record<string, { readonly moreMiB: number; readonly help: number }>> = {
  goals: { moreMiB: 64, help: 2 },
  gross: { moreMiB: 100, help: 6 },
};

/** What misses the gate. Requests have one measure on every machine. */
export function missedByList({ lists, helpToBareNode }: ListResults, gateName: string): string[] {
  const gate = GATES[gateName];
  if (gate === undefined) return [];
  const peaks = lists.map(({ peakMiB }) => peakMiB);
  const more = Math.max(...peaks) - Math.min(...peaks);
  return [
    ...lists.flatMap((cost) => (isFrugal(cost) ? [] : [`${cost.backups} backups take too many requests`])),
    ...(more > gate.moreMiB ? [`the longest list takes ${more.toFixed(0)} MiB more > ${gate.moreMiB} MiB`] : []),
    ...(helpToBareNode > gate.help ? [`help ÷ bare node ${helpToBareNode.toFixed(2)} > ${gate.help}`] : []),
  ];
}

function isFrugal({ backups, lists, reads, others }: ListCost): boolean {
  return lists === Math.ceil(backups / 1_000) && reads <= backups && others === 0;
}
