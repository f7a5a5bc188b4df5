import { COMMAND_GROUPS, type CommandLine, summariesOf } from './commands.ts';
import { PAGE_WIDTH } from './flag-rows.ts';
import { TOPICS } from './topics.ts';
import { twoColumns } from './wrap.ts';

/** What `lifeboat` alone and `lifeboat help` show, on one screen: examples, the commands of every day, what else there is. */
export function renderOverview(program: string, commands: readonly CommandLine[]): string {
  const [[, everyday] = ['', []], ...others] = Object.entries(COMMAND_GROUPS);
  return [
    'Lifeboat backs up and restores the objects of a Kubernetes cluster, in the format of Velero.',
    '',
    'Examples:',
    '  # Back up one namespace into a folder',
    `  ${program} backup --namespace shop --to ./backups`,
    '  # See what is there',
    `  ${program} list --from ./backups`,
    '  # Bring it back: the plan first, then the question',
    `  ${program} restore latest --from ./backups --namespace shop`,
    '  # Perform the run that a policy describes, as a Job does',
    `  ${program} run nightly --policies ./policies`,
    '',
    'Commands:',
    ...twoColumns(summariesOf(commands, everyday), PAGE_WIDTH),
    '',
    `More commands (${program} help commands tells what they do):`,
    ...twoColumns(
      others.map(([title, more]) => [title, more.join(', ')] as const),
      PAGE_WIDTH,
    ),
    '',
    `Help for one of them, or for a topic: ${program} help <command or topic>`,
    `Topics: ${TOPICS.join(', ')}`,
    '',
  ].join('\n');
}
