import type { OptionSpecs } from './arguments/option.ts';
import type { Call } from './command.ts';
import type { CliIo, Output } from './io.ts';

/** How data is printed; commands with data take these options. */
export const OUTPUT_OPTIONS = {
  output: {
    type: 'choice',
    short: 'o',
    choices: ['table', 'wide', 'json', 'yaml', 'name'],
    default: 'table',
    description: 'How to print',
  },
  noHeaders: { type: 'boolean', default: false, description: 'Print tables without their first line' },
} as const satisfies OptionSpecs;

/** One set of data in every shape that `-o` can ask for. */
export interface Printable {
  readonly table: () => string;
  readonly wide: () => string;
  /** The document for `json` and `yaml`. */
  readonly document: () => unknown;
  /** One name a line, as other commands take it. */
  readonly names: () => readonly string[];
}

/** Prints data on stdout in the shape that was asked for. */
export async function printAs(
  { io, options }: Pick<Call<typeof OUTPUT_OPTIONS>, 'io' | 'options'>,
  data: Printable,
): Promise<void> {
  io.stdout.write(await render(options.output, data));
}

async function render(format: (typeof OUTPUT_OPTIONS.output.choices)[number], data: Printable): Promise<string> {
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
  }
}

/** Whether a stream takes colours: terminals do, unless NO_COLOR, FORCE_COLOR or TERM=dumb say otherwise. */
export function takesColour({ isTerminal }: Output, { NO_COLOR, FORCE_COLOR, TERM }: CliIo['env']): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && TERM !== 'dumb';
}
