import { GLOBAL_OPTIONS } from '../arguments/global-options.ts';
import { flagOf, type OptionSpec, type OptionTopic, variableOf } from '../arguments/option.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { FILTER_GRAMMAR } from '../../domain/find/filter/filter.ts';
import { aliasRows, flagRow, PAGE_WIDTH, TOPIC_TITLES } from './flag-rows.ts';
import { renderCommands } from './commands.ts';
import { twoColumns } from './wrap.ts';

/** Pages of help that belong to no single command. */
export const TOPICS = [
  'commands',
  'exit-codes',
  'environment',
  'finding',
  'restoring',
  'velero',
  's3',
  'cluster',
  'logging',
] as const;

/** The name of such a page. */
export type Topic = (typeof TOPICS)[number];

/** The text of a page, made from the declarations of every command. */
export function renderTopic(topic: Topic, commands: readonly Command[]): string {
  switch (topic) {
    case 'commands':
      return renderCommands(commands);
    case 'exit-codes':
      return renderExitCodes();
    case 'environment':
      return renderEnvironment(commands);
    case 'velero':
      return renderVelero(commands);
    case 'finding':
      return renderOptions(topic, commands, FINDING_NOTE);
    case 'restoring':
      return renderOptions(topic, commands, RESTORING_NOTE);
    case 's3':
      return renderOptions(topic, commands, S3_NOTE);
    case 'cluster':
      return renderOptions(topic, commands, CLUSTER_NOTE);
    case 'logging':
      return renderOptions(topic, commands, LOGGING_NOTE);
  }
}

const FINDING_NOTE = [
  '',
  'A filter is one or more terms:',
  `  ${FILTER_GRAMMAR}.`,
  'A moment is 2026-11-21, 2026-11-21T02:17:00Z or an age: started>7d is what began within a week.',
  'Sizes are 500Mi or 1Gi, spans of time 90s or 2h. An unknown key is refused with the keys that there are.',
].join('\n');
const RESTORING_NOTE = 'Each is a field of a RestorePolicy too, but for --save-plan, --plan, and --template.';
const S3_NOTE =
  'Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a credentials file, or the Pod itself.';
const CLUSTER_NOTE = 'Without flags: the Pod’s ServiceAccount in a cluster, else $KUBECONFIG, else ~/.kube/config.';
const LOGGING_NOTE = 'Colours obey NO_COLOR, FORCE_COLOR and TERM=dumb.';

function renderExitCodes(): string {
  const rows = EXIT_CODES.map(
    ({ code, name, meaning, job }) =>
      `  ${String(code).padStart(3)}  ${name.padEnd(11)}  ${meaning.padEnd(51)}  the Job ${job}`,
  );
  const note = 'PartiallyFailed is 0 under `onPartial: Succeed`. Any other number means failure.';
  return ['Exit codes:', ...rows, '', note, ''].join('\n');
}

function renderOptions(topic: OptionTopic, commands: readonly Command[], note: string): string {
  const options = mergedOptions(commands, (spec) => spec.topic === topic);
  const rows = options.map(([key, spec]) => flagRow(key, spec));
  const example = options[0]?.[0] ?? 'policies';
  const twin = `Each is a variable too: ${flagOf(example)} is ${variableOf(example)}.`;
  return [`${TOPIC_TITLES[topic]}:`, ...twoColumns(rows, PAGE_WIDTH), '', twin, note, ''].join('\n');
}

/** Flags that are there for Velero's sake, and those that have another name here. */
function renderVelero(commands: readonly Command[]): string {
  const own = mergedOptions(commands, ({ topic }) => topic === 'velero').map(([key, spec]) => flagRow(key, spec));
  const renamed = aliasRows(Object.fromEntries(mergedOptions(commands)));
  return [
    `${TOPIC_TITLES.velero}, beside those that are in the commands’ own help:`,
    ...twoColumns([...own, ...renamed], PAGE_WIDTH),
    '',
    VELERO_NOTE,
    '',
  ].join('\n');
}

const VELERO_NOTE = [
  'backup takes the name as Velero does: backup before-upgrade --from-schedule nightly',
  'restore does where --from-backup or --from-schedule is said: restore try-1 --from-backup before-upgrade',
  'With -o yaml both print the policy and do nothing. They always wait, and their exit code is the outcome.',
].join('\n');

function renderEnvironment(commands: readonly Command[]): string {
  const rows = mergedOptions(commands)
    .map(([key, spec]) => [variableOf(key), meaningOf(key, spec)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const note = 'A flag wins over its variable; an empty variable counts as not set. Lists are comma-separated.';
  return ['Variables:', ...twoColumns(rows, PAGE_WIDTH), '', note, ''].join('\n');
}

function meaningOf(key: string, spec: OptionSpec): string {
  return spec.environmentOnly === true ? spec.description : `${flagOf(key)}: ${spec.description}`;
}

/**
 * The options of all commands that are wanted, each key once, and those that all of them share. Where commands mean
 * different things by one flag, each meaning is told with its commands.
 */
function mergedOptions(
  commands: readonly Command[],
  isWanted: (spec: OptionSpec) => boolean = () => true,
): (readonly [string, OptionSpec])[] {
  const uses = commands.flatMap(({ name, options }) =>
    Object.entries(options).map(([key, spec]) => ({ key, spec, name })),
  );
  const byKey = Map.groupBy(
    uses.filter(({ spec }) => isWanted(spec)),
    ({ key }) => key,
  );
  const merged = new Map(
    [...byKey].map(([key, [first, ...others]]) => [key, mergedSpec([first!, ...others])] as const),
  );
  for (const [key, spec] of Object.entries(GLOBAL_OPTIONS)) if (isWanted(spec)) merged.set(key, spec);
  return [...merged];
}

type Use = { readonly spec: OptionSpec; readonly name: string };

function mergedSpec(uses: readonly [Use, ...Use[]]): OptionSpec {
  const [{ spec }] = uses;
  const meanings = Map.groupBy(uses, (use) => use.spec.description);
  if (meanings.size === 1) return spec;
  const told = [...meanings].map(([text, users]) => `${text} (${users.map(({ name }) => name).join(', ')})`);
  return { ...spec, description: told.join('; ') };
}
