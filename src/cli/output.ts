import type { OptionSpecs } from './arguments/option.ts';
import { RunError } from '../domain/problem.ts';
import type { CliIo, Output } from './io.ts';
import { VOCABULARIES, type Vocabulary } from '../views/projections/vocabulary.ts';

/** How data is printed; commands with data take these options. */
export const OUTPUT_OPTIONS = {
  output: {
    type: 'choice',
    short: 'o',
    valueName: 'FORMAT',
    choices: ['table', 'wide', 'json', 'yaml', 'name'],
    default: 'table',
    description: 'How to print',
  },
  noHeaders: { type: 'boolean', default: false, rare: true, description: 'Print tables without their first line' },
} as const satisfies OptionSpecs;

/** The same for what can be told in the words of other systems, too. */
export const OUTPUT_OPTIONS_OF_RUNS = {
  ...OUTPUT_OPTIONS,
  output: {
    ...OUTPUT_OPTIONS.output,
    choices: [...OUTPUT_OPTIONS.output.choices, ...VOCABULARIES],
    description: 'How to print; the last four: as another system’s interface would answer',
  },
} as const satisfies OptionSpecs;

/** What `-o` can ask for. */
export type OutputFormat = (typeof OUTPUT_OPTIONS_OF_RUNS.output.choices)[number];

/** One set of data in every shape that `-o` can ask for. */
export interface Printable {
  readonly table: () => string;
  readonly wide: () => string;
  /** The document for `json` and `yaml`. */
  readonly document: () => unknown;
  /** One name a line, as other commands take it. */
  readonly names: () => readonly string[];
  /** The document in another system's words, of commands that take `OUTPUT_OPTIONS_OF_RUNS`. */
  readonly projected?: ((vocabulary: Vocabulary) => unknown) | undefined;
}

/** Prints data on stdout in the shape that was asked for. */
export async function printAs(
  {
    io,
    options,
  }: { readonly io: CliIo; readonly options: { readonly output: OutputFormat; readonly noHeaders?: boolean } },
  data: Printable,
): Promise<void> {
  io.stdout.write(await render(options.output, data));
}

async function render(format: OutputFormat, data: Printable): Promise<string> {
  switch (format) {
    case 'table':
      return data.table();
    case 'wide':
      return data.wide();
    case 'json':
      return `${JSON.stringify(data.document(), undefined, 2)}\n`;
    case 'yaml':
      return (await import('../views/yaml-document.ts')).renderYaml(data.document());
    case 'name':
      return data
        .names()
        .map((name) => `${name}\n`)
        .join('');
    case 'velero':
    case 'astra':
    case 'cloudera':
    case 'storware':
      return `${JSON.stringify(project(data, format), undefined, 2)}\n`;
  }
}

function project({ projected }: Printable, vocabulary: Vocabulary): unknown {
  if (projected !== undefined) return projected(vocabulary);
  throw new RunError('usage', `-o ${vocabulary} has no words for this`, {
    hint: 'It is for backups, restores and runs. Take -o json.',
  });
}

/** Whether a stream takes colours: terminals do, unless NO_COLOR, FORCE_COLOR or TERM=dumb say otherwise. */
export function takesColour({ isTerminal }: Output, { NO_COLOR, FORCE_COLOR, TERM }: CliIo['env']): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && TERM !== 'dumb';
}
