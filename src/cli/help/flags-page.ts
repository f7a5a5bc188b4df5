import { GLOBAL_OPTIONS } from '../arguments/global-options.ts';
import type { OptionSpec, OptionTopic } from '../arguments/option.ts';
import type { Command } from '../command.ts';
import { isEveryday, joinBlocks, topicsOf } from './command-help.ts';
import { aliasRows, flagRow, PAGE_WIDTH, TOPIC_TITLES, twinExample, variableRows } from './flag-rows.ts';
import { twoColumns } from './wrap.ts';

type Rows = readonly (readonly [name: string, meaning: string])[];

/** Everything that one command can be told: each flag and variable of it, by what they are about. */
export function renderFlagsPage(program: string, command: Command): string {
  const options = Object.entries<OptionSpec>({ ...command.options, ...GLOBAL_OPTIONS });
  const rowsOf = (belongs: (spec: OptionSpec) => boolean): Rows =>
    options.filter(([, spec]) => belongs(spec)).map(([key, spec]) => flagRow(key, spec));
  const ofTopic = (topic: OptionTopic): Rows => [
    ...rowsOf((spec) => spec.topic === topic),
    ...(topic === 'velero' ? aliasRows(command.options) : []),
  ];
  return joinBlocks([
    [`${command.name}: ${command.summary}`, `Each flag is a variable too: ${twinExample(command.options)}.`],
    block('Flags:', rowsOf(isEveryday)),
    block(
      'More flags:',
      rowsOf(({ rare }) => rare === true),
    ),
    ...topicsOf(command).map((topic) => block(`${TOPIC_TITLES[topic]} (${program} help ${topic}):`, ofTopic(topic))),
    block('Variables without a flag:', variableRows(command.options)),
  ]);
}

function block(title: string, rows: Rows): string[] {
  return rows.length === 0 ? [] : [title, ...twoColumns(rows, PAGE_WIDTH)];
}
