import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { RunError } from '../../../domain/problem.ts';
import type { Loss } from '../../../policy/velero/convert.ts';
import { renderTable } from '../../../views/table.ts';
import { formatCount } from '../../../views/units.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import { CLUSTER_OPTIONS, openCluster } from '../../compose.ts';
import { exitCodeOfProblem } from '../../exit-code.ts';
import { type Input, readFiles, readNamespace } from './read-velero.ts';
import type { WrittenFile } from './written-files.ts';

const OPTIONS = {
  veleroNamespace: {
    type: 'string',
    valueName: 'NAME',
    description: 'Read Schedules, BackupStorageLocations and what they name from this namespace of the cluster',
  },
  all: { type: 'boolean', default: false, description: 'From a cluster: Backups and Restores too' },
  outputDir: {
    type: 'string',
    valueName: 'DIR',
    complete: 'directory',
    description: 'Write one file for each document, and a kustomize component; nothing is overwritten',
  },
  cronJobNamespace: {
    type: 'string',
    short: 'n',
    valueName: 'NAME',
    default: 'lifeboat',
    description: 'Namespace of the CronJobs',
  },
  output: {
    type: 'choice',
    short: 'o',
    choices: ['yaml', 'json'],
    default: 'yaml',
    description: 'json: documents and report as one document',
  },
  ...CLUSTER_OPTIONS,
} as const;

const POSITIONALS = {
  where: { variadic: true, complete: 'file', description: 'Folders, files, - for standard input' },
} as const;

type ConvertCall = Call<typeof OPTIONS, typeof POSITIONALS>;

/** `lifeboat convert`: Velero's documents as ours. */
export const convert = defineCommand({
  name: 'convert',
  summary: 'Write policies and CronJobs from Velero’s documents',
  description:
    'Reads Backups, Schedules, Restores and BackupStorageLocations, and the ConfigMaps that they name. What is not carried over as it is stands in a report on standard error, and in comments. Exits with 78 when something cannot be read or comes out invalid; everything else is written all the same.',
  examples: [
    { title: 'A live installation', line: 'convert --velero-namespace velero --output-dir ./lifeboat' },
    { title: 'What is in Git', line: 'convert ./clusters/prod/velero > policies.yaml' },
    { title: 'What kubectl gives', line: 'convert - < schedules.yaml' },
  ],
  positionals: POSITIONALS,
  options: OPTIONS,
  run: async (call) => {
    const input = await read(call);
    const [{ convertVelero }, { writtenFiles }, { configMapLosses }] = await Promise.all([
      import('../../../policy/velero/convert.ts'),
      import('./written-files.ts'),
      import('./config-map-losses.ts'),
    ]);
    const conversion = convertVelero(input.objects, call.ctx.clock.now());
    const { files, losses } = writtenFiles(conversion, input.objects, call.options.cronJobNamespace);
    const unreadable = input.unreadable.map(({ place, message }): Loss => ({
      document: place,
      field: '',
      severity: 'error',
      message,
    }));
    const report = [
      ...unreadable,
      ...conversion.converted.flatMap((one) => one.losses),
      ...conversion.losses,
      ...losses,
      ...configMapLosses(files, call.ctx.clock.now()),
    ];
    if (conversion.converted.length === 0 && report.length === 0) throw nothingThere(call);
    await write(call, files, report);
    tell(call, conversion.converted.length, report);
    return report.some(({ severity }) => severity === 'error') ? exitCodeOfProblem('policy-invalid') : 0;
  },
});

async function read(call: ConvertCall): Promise<Input> {
  const { ctx, io, options, positionals, redactor, given } = call;
  const { veleroNamespace: namespace, all: isAll } = options;
  if (namespace === undefined) {
    if (isAll)
      throw new RunError('usage', `${given.get('all')} goes with --velero-namespace`, {
        hint: 'Add --velero-namespace velero, or leave it out.',
      });
    if (positionals.where.length > 0) {
      return readFiles(ctx, positionals.where, { io, openCluster: () => openCluster(ctx, options, redactor) });
    }
    throw new RunError('usage', 'It is not said what to convert', {
      hint: 'Name files or folders, - for standard input, or --velero-namespace.',
    });
  }
  if (positionals.where.length > 0) {
    throw new RunError(
      'usage',
      `${given.get('veleroNamespace')} and ${positionals.where[0]} both say what to convert`,
      {
        hint: 'Leave one of them out.',
      },
    );
  }
  const cluster = await openCluster(ctx, options, redactor);
  try {
    return await readNamespace(ctx, cluster, { namespace, isAll });
  } finally {
    await cluster.close();
  }
}

function nothingThere({ options, positionals }: ConvertCall): RunError {
  const where = options.veleroNamespace ?? positionals.where.join(', ');
  return new RunError('policy-not-found', `There is no document of Velero's in ${where}`, {
    hint: 'Schedules, BackupStorageLocations, Backups and Restores of velero.io/v1 are converted.',
  });
}

async function write(
  { io, options }: ConvertCall,
  files: readonly WrittenFile[],
  report: readonly Loss[],
): Promise<void> {
  if (options.output === 'json') {
    const documents = { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'Conversion', files, report };
    io.stdout.write(`${JSON.stringify(documents, undefined, 2)}\n`);
  }
  if (options.outputDir === undefined) {
    const texts = files.filter(({ path }) => path !== 'kustomization.yaml').map(({ text }) => text);
    if (options.output === 'yaml') io.stdout.write(texts.join('---\n'));
    return;
  }
  const folder = resolve(io.cwd, options.outputDir);
  for (const { path, text } of files) await writeNew(join(folder, path), text);
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new RunError('cannot-write', isThere ? `${path} exists already` : `Cannot write ${path}`, {
      hint: isThere ? 'Name an empty folder with --output-dir.' : 'Name a folder that may be written.',
      cause: error,
    });
  }
}

function tell({ io, options }: ConvertCall, documents: number, report: readonly Loss[]): void {
  if (report.length > 0 && options.output !== 'json') {
    io.stderr.write(
      renderTable(
        [
          { heading: 'DOCUMENT', cell: ({ document }) => document },
          { heading: 'FIELD', cell: ({ field }) => field },
          {
            heading: 'WHAT HAPPENS',
            cell: ({ severity, message }) => (severity === 'error' ? `error: ${message}` : message),
          },
        ],
        report,
      ),
    );
  }
  const errors = report.filter(({ severity }) => severity === 'error').length;
  const lossy = formatCount(report.length - errors, 'difference');
  io.stderr.write(`${formatCount(documents, 'document')}: ${formatCount(errors, 'error')}, ${lossy}\n`);
}
