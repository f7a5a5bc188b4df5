import { parseArgs } from 'node:util';
import { benchBackup, type BackupRatios } from './backup.ts';

/**
 * `npm run bench -- backup --objects 10000,50000 [--rounds 5] [--gate none|goals|gross] [-o table|json]`.
 * Prints ratios taken within one interleaved run; absolute times belong to the machine. A missed gate ends with 1.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    objects: { type: 'string', default: '10000,50000' },
    rounds: { type: 'string', default: '5' },
    gate: { type: 'string', default: 'none' },
    output: { type: 'string', short: 'o', default: 'table' },
  },
});
if (positionals[0] !== 'backup') throw new Error('usage: npm run bench -- backup --objects 10000,50000');

/** What is promised at 50 000 objects, and what no change may come near to breaking on any machine. */
const GATES: Readonly<Record<string, Omit<BackupRatios, 'objects' | 'seconds'>>> = {
  goals: { wallToFloors: 1.5, timesFasterThanNaive: 6, peakMiB: 256, sizeToGzip: 1.02 },
  gross: { wallToFloors: 8, timesFasterThanNaive: 1.2, peakMiB: 384, sizeToGzip: 1.1 },
};

const results: BackupRatios[] = [];
for (const objects of values.objects.split(',').map(Number))
  results.push(await benchBackup(objects, Number(values.rounds)));
process.stdout.write(values.output === 'json' ? `${JSON.stringify(results, undefined, 2)}\n` : table(results));
const gate = GATES[values.gate];
const misses = gate === undefined ? [] : results.flatMap((result) => missesOf(result, gate));
for (const miss of misses) process.stderr.write(`missed: ${miss}\n`);
process.exitCode = misses.length === 0 ? 0 : 1;

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
