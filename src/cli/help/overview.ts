import type { Command } from '../command.ts';
import { TOPICS } from './topics.ts';
import { twoColumns } from './wrap.ts';

/** What `lifeboat` alone and `lifeboat help` show: examples, commands, topics. */
export function renderOverview(program: string, commands: readonly Pick<Command, 'name' | 'summary'>[]): string {
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
    ...twoColumns(
      commands.map(({ name, summary }) => [name, summary] as const),
      100,
    ),
    '',
    `Help for one of them: ${program} help <command>`,
    `Topics: ${program} help ${TOPICS.join(' | ')}`,
    '',
  ].join('\n');
}
