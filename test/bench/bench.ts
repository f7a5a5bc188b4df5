import { parseArgs } from 'node:util';
import { benchBackup, type BackupRatios } from './backup.ts';
import { benchColdStart, type ColdStartRatios } from './cold-start.ts';
import { benchList, listTable, missedByList } from './list.ts';
import { missedByRestore, restoreTable } from './restore/report.ts';
import { benchRestore } from './restore/restore.ts';
import { missedAgainstVelero, versusTable } from './versus-velero/report.ts';
import { benchVersusVelero } from './versus-velero/versus-velero.ts';

/**
 * `npm run bench -- backup --objects 10000,50000 [--rounds 5] [--gate none|goals|gross] [-o table|json|both]`.
 * `npm run bench -- cold-start [--rounds 20] [--gate …] [-o …]`: from nothing to the first request.
 * `npm run bench -- list [--backups 1000,10000] [--rounds 3] [--gate …] [-o …]`: requests, memory, and what help costs.
 * `npm run bench -- restore [--objects 5000] [--large 50000] [--rounds 3] [--gate …] [-o …]`.
 * `npm run bench -- versus-velero [--objects 10000] [--rounds 3] [--gate …] [-o …]`: needs `build.ts velero`.
 * Prints a table for people and the same as JSON: ratios taken within one interleaved run; absolute times belong to the machine. A missed gate ends with 1.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    objects: { type: 'string' },
    backups: { type: 'string', default: '1000,10000' },
    large: { type: 'string', default: '50000' },
    rounds: { type: 'string' },
    gate: { type: 'string', default: 'none' },
    output: { type: 'string', short: 'o', default: 'both' },
  },
});

/** What one bench found: its ratios, the same for people, and which of them miss the gate. */
interface Report {
  readonly results: unknown;
  readonly text: string;
  readonly misses: readonly string[];
}

const BENCHES: Readonly<Record<string, () => Promise<Report>>> = {
  backup: reportBackup,
  'cold-start': reportColdStart,
  list: reportList,
  restore: reportRestore,
  'versus-velero': reportVersusVelero,
};

/** What is promised at 50 000 objects, and what no change may come near to breaking on any machine. */
const GATES: Readonly<Record<string, Omit<BackupRatios, 'objects' | 'seconds'>>> = {
  goals: { wallToFloors: 1.5, timesFasterThanNaive: 6, peakMiB: 256, sizeToGzip: 1.02 },
  gross: { wallToFloors: 8, timesFasterThanNaive: 1.2, peakMiB: 384, sizeToGzip: 1.1 },
};

/** The same for a start, into a folder. */
const COLD_START_GATES: Readonly<Record<string, number>> = { goals: 3, gross: 8 };

const bench = BENCHES[positionals[0] ?? ''];
if (bench === undefined) throw new Error(`usage: npm run bench -- ${Object.keys(BENCHES).join('|')}`);
const { results, text, misses } = await bench();
if (values.output !== 'json') process.stdout.write(text);
if (values.output !== 'table') process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
for (const miss of misses) process.stderr.write(`missed: ${miss}\n`);
process.exitCode = misses.length === 0 ? 0 : 1;

async function reportBackup(): Promise<Report> {
  const results: BackupRatios[] = [];
  for (const objects of (values.objects ?? '10000,50000').split(',').map(Number))
    results.push(await benchBackup(objects, Number(values.rounds ?? 5)));
  const gate = GATES[values.gate];
  const misses = gate === undefined ? [] : results.flatMap((result) => missesOf(result, gate));
  return { results, text: table(results), misses };
}

async function reportColdStart(): Promise<Report> {
  const results = await benchColdStart(Number(values.rounds ?? 20));
  const gate = COLD_START_GATES[values.gate];
  const isMissed = gate !== undefined && results.toFolder > gate;
  const misses = isMissed ? [`cold start ÷ bare node ${results.toFolder.toFixed(2)} > ${gate}`] : [];
  return { results, text: coldStartTable(results), misses };
}

async function reportList(): Promise<Report> {
  const results = await benchList(values.backups.split(',').map(Number), Number(values.rounds ?? 3));
  return { results, text: listTable(results), misses: missedByList(results, values.gate) };
}

async function reportRestore(): Promise<Report> {
  const results = await benchRestore(Number(values.objects ?? 5_000), Number(values.large), Number(values.rounds ?? 3));
  return { results, text: restoreTable(results), misses: missedByRestore(results, values.gate) };
}

async function reportVersusVelero(): Promise<Report> {
  const results = await benchVersusVelero(Number(values.objects ?? 10_000), Number(values.rounds ?? 3));
  return { results, text: versusTable(results), misses: missedAgainstVelero(results, values.gate) };
}

function coldStartTable({ milliseconds, ...ratios }: ColdStartRatios): string {
  const times = Object.entries(milliseconds).map(([name, value]) => `${name} ${value.toFixed(0)} ms`);
  return [
    `cold start to the first request (fastest): ${times.join(' · ')}`,
    `  into a folder ÷ bare node          ${ratios.toFolder.toFixed(2)}`,
    `  into S3 ÷ bare node                ${ratios.toS3.toFixed(2)}`,
    `  without compiled code ÷ bare node  ${ratios.withoutCode.toFixed(2)}`,
    '',
  ].join('\n');
}

function missesOf(result: BackupRatios, gate: Omit<BackupRatios, 'objects' | 'seconds'>): string[] {
  const at = `at ${result.objects} objects`;
  return [
    ...(result.wallToFloors > gate.wallToFloors
      ? [`wall ÷ floors ${result.wallToFloors.toFixed(2)} > ${gate.wallToFloors} ${at}`]
      : []),
    ...(result.timesFasterThanNaive < gate.timesFasterThanNaive
      ? [`naive ÷ wall ${result.timesFasterThanNaive.toFixed(2)} < ${gate.timesFasterThanNaive} ${at}`]
      : []),
    ...(result.peakMiB > gate.peakMiB ? [`peak ${result.peakMiB.toFixed(0)} MiB > ${gate.peakMiB} MiB ${at}`] : []),
    ...(result.sizeToGzip > gate.sizeToGzip
      ? [`size ÷ gzip -6 ${result.sizeToGzip.toFixed(3)} > ${gate.sizeToGzip} ${at}`]
      : []),
  ];
}

function table(all: readonly BackupRatios[]): string {
  const rows = all.map(({ objects, seconds, ...ratios }) => {
    const times = Object.entries(seconds).map(([name, value]) => `${name} ${value.toFixed(2)} s`);
    return [
      `${objects} objects (medians): ${times.join(' · ')}`,
      `  wall ÷ (download + gzip + gunzip)  ${ratios.wallToFloors.toFixed(2)}`,
      `  naive ÷ wall                       ${ratios.timesFasterThanNaive.toFixed(1)}`,
      `  peak memory                        ${ratios.peakMiB.toFixed(0)} MiB`,
      `  archive ÷ gzip -6                  ${ratios.sizeToGzip.toFixed(3)}`,
    ].join('\n');
  });
  return `${rows.join('\n')}\n`;
}
