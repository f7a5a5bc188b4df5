import { flagOf, type OptionSpec, type OptionTopic, variableOf } from '../arguments/option.ts';
import type { Command } from '../command.ts';

/** As wide as help's pages are: what a terminal beside an editor still shows unbroken. */
export const PAGE_WIDTH = 100;

/** What the options that several commands share are about, in the order of help: the headings of their pages. */
export const TOPIC_TITLES: Readonly<Record<OptionTopic, string>> = {
  finding: 'Flags that narrow a list down',
  restoring: 'Flags that say how careful a restore is',
  velero: 'Flags of velero backup create and velero restore create',
  s3: 'Flags for S3 locations that --to or --from name',
  cluster: 'Flags that say which cluster, and as whom',
  logging: 'Flags that every command takes',
};

/** Every topic, in the order of help. */
export const OPTION_TOPICS = Object.keys(TOPIC_TITLES) as readonly OptionTopic[];

/** `-o, --output FORMAT  What it does (table, wide; default: table)`: one line of a table of flags. */
export function flagRow(key: string, spec: OptionSpec): readonly [name: string, meaning: string] {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  return [`${short}${flagOf(key)}${valueOf(spec)}`, `${spec.description}${remarkOf(spec)}`];
}

/** The flags that are Velero's words for options with another name here. */
export function aliasRows(options: Command['options']): (readonly [name: string, meaning: string])[] {
  return Object.entries(options).flatMap(([key, { veleroFlag }]) =>
    veleroFlag === undefined ? [] : [[`--${veleroFlag}`, `Same as ${flagOf(key)}`] as const],
  );
}

/** The variables that have no flag. */
export function variableRows(options: Command['options']): (readonly [name: string, meaning: string])[] {
  return Object.entries(options)
    .filter(([, { environmentOnly }]) => environmentOnly === true)
    .map(([key, { description }]) => [variableOf(key), description] as const);
}

/** `--from is LIFEBOAT_FROM`, of a command's first option. */
export function twinExample(options: Command['options']): string {
  const key = Object.keys(options)[0] ?? 'policies';
  return `${flagOf(key)} is ${variableOf(key)}`;
}

function valueOf(spec: OptionSpec): string {
  switch (spec.type) {
    case 'boolean':
      return '';
    case 'choice':
      return spec.valueName === undefined ? ` <${spec.choices.join('|')}>` : ` ${spec.valueName}`;
    case 'list':
      return ` ${spec.valueName ?? 'VALUE'},…`;
    case 'duration':
      return ` ${spec.valueName ?? 'DURATION'}`;
    case 'integer':
      return ` ${spec.valueName ?? 'N'}`;
    case 'string':
      return ` ${spec.valueName ?? 'VALUE'}`;
  }
}

/** What is in brackets behind a description: the choices that the value's name stands for, and the default. */
function remarkOf(spec: OptionSpec): string {
  const choices = spec.type === 'choice' && spec.valueName !== undefined ? spec.choices.join(', ') : undefined;
  const remarks = [choices, defaultOf(spec)].filter((remark) => remark !== undefined);
  return remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
}

function defaultOf(spec: OptionSpec): string | undefined {
  if (!('default' in spec) || spec.default === undefined || spec.default === false) return undefined;
  return `default: ${spec.type === 'duration' ? `${spec.default / 1000}s` : String(spec.default)}`;
}
