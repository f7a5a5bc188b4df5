import { flagOf, type OptionSpec, type OptionTopic, variableOf } from '../arguments/option.ts';
import type { Command } from '../command.ts';
import { twoColumns, wrap } from './wrap.ts';

const WIDTH = 100;

/** How help asks for the topics that a command leaves to a page of their own. */
const TOPIC_LINES: Readonly<Record<OptionTopic, string>> = {
  finding: 'Flags that narrow a list down, and the grammar of --filter',
  restoring: 'Flags for care (--empty-volumes, --allow-kinds, --plan-with, …)',
  velero: 'Flags of velero backup create and velero restore create',
  s3: 'Flags for S3 (--s3-endpoint, --s3-region, …)',
  cluster: 'Flags for the cluster (--kubeconfig, --context, …)',
  logging: 'Flags of every command (--log-level, --quiet, …)',
};

/** Help for one command: what it is for, examples first, then usage, flags, and variables without a flag. */
export function renderCommandHelp(program: string, command: Command): string {
  const blocks = [
    [command.summary],
    ['Examples:', ...command.examples.flatMap(({ title, line }) => [`  # ${title}`, `  ${program} ${line}`.trimEnd()])],
    ['Usage:', `  ${program} ${usageOf(command)}`],
    command.description === '' ? [] : wrap(command.description, WIDTH),
    command.aliases.length === 0 ? [] : [`Also called: ${command.aliases.join(', ')}`],
    positionalLines(command),
    flagLines(command),
    variableLines(command),
    topicLines(program, command),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

/** `describe <backup> [flags]`. */
export function usageOf(command: Command): string {
  const words = Object.entries(command.positionals).map(([key, { required, variadic }]) => {
    const word = `<${key}>${variadic === true ? '…' : ''}`;
    return required === true ? word : `[${word}]`;
  });
  return [command.name, ...words, ...(Object.keys(command.options).length === 0 ? [] : ['[flags]'])].join(' ');
}

/** `-o, --output <table|wide>  What it does (default: table)`: one line of help's table of flags. */
export function flagRow(key: string, spec: OptionSpec): readonly [string, string] {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  return [`${short}${flagOf(key)}${valueOf(spec)}`, `${spec.description}${defaultOf(spec)}`];
}

function valueOf(spec: OptionSpec): string {
  switch (spec.type) {
    case 'boolean':
      return '';
    case 'choice':
      return ` <${spec.choices.join('|')}>`;
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

function defaultOf(spec: OptionSpec): string {
  if (!('default' in spec) || spec.default === undefined || spec.default === false) return '';
  return ` (default: ${spec.type === 'duration' ? `${spec.default / 1000}s` : String(spec.default)})`;
}

function positionalLines({ positionals }: Command): string[] {
  const rows = Object.entries(positionals).map(([key, spec]) => [`<${key}>`, spec.description] as const);
  return rows.length === 0 ? [] : ['Arguments:', ...twoColumns(rows, WIDTH)];
}

function flagLines({ options }: Command): string[] {
  const rows = Object.entries(options)
    .filter(([, spec]) => spec.topic === undefined && spec.environmentOnly === undefined)
    .map(([key, spec]) => flagRow(key, spec));
  if (rows.length === 0) return [];
  return [`Flags (each is a variable too: ${twinExample(options)}):`, ...twoColumns(rows, WIDTH)];
}

function twinExample(options: Command['options']): string {
  const key = Object.keys(options)[0] ?? 'policies';
  return `${flagOf(key)} is ${variableOf(key)}`;
}

function variableLines({ options }: Command): string[] {
  const rows = Object.entries(options)
    .filter(([, spec]) => spec.environmentOnly === true)
    .map(([key, spec]) => [variableOf(key), spec.description] as const);
  return rows.length === 0 ? [] : ['Variables without a flag:', ...twoColumns(rows, WIDTH)];
}

function topicLines(program: string, { options }: Command): string[] {
  const topics = new Set<OptionTopic>(['logging']);
  for (const { topic } of Object.values(options)) if (topic !== undefined) topics.add(topic);
  const order = [
    'finding',
    'restoring',
    'velero',
    's3',
    'cluster',
    'logging',
  ] as const satisfies readonly OptionTopic[];
  return order.filter((topic) => topics.has(topic)).map((topic) => `${TOPIC_LINES[topic]}: ${program} help ${topic}`);
}
