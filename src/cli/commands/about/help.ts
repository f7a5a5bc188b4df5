import { nearestName } from '../../../domain/nearest-name.ts';
import { RunError } from '../../../domain/problem.ts';
import { defineCommand } from '../../command.ts';
import { renderCommandHelp } from '../../help/command-help.ts';
import { renderOverview } from '../../help/overview.ts';
import { renderTopic, TOPICS } from '../../help/topics.ts';
import { CATALOG, findEntry, loadAllCommands, summariseCommands } from '../catalog.ts';

/** `lifeboat help [<topic>]`. */
export const help = defineCommand({
  name: 'help',
  summary: 'Explain a command or a topic',
  examples: [
    { title: 'One command', line: 'help list' },
    { title: 'What the exit codes mean', line: 'help exit-codes' },
  ],
  positionals: {
    topic: {
      description: `A command, or ${TOPICS.join(', ')}`,
      complete: [...TOPICS, ...CATALOG.map(({ names }) => names[0])],
    },
  },
  run: async ({ io, positionals }) => {
    io.stdout.write(await textOf(io.program, positionals.topic));
    return 0;
  },
});

async function textOf(program: string, asked: string | undefined): Promise<string> {
  if (asked === undefined) return renderOverview(program, await summariseCommands());
  const entry = findEntry(asked);
  if (entry !== undefined) return renderCommandHelp(program, await entry.load());
  const topic = TOPICS.find((known) => known === asked);
  if (topic !== undefined) return renderTopic(topic, await loadAllCommands());
  const nearest = nearestName(asked, [...TOPICS, ...CATALOG.flatMap(({ names }) => names)]);
  throw new RunError('usage', `There is no help on ${JSON.stringify(asked)}`, {
    hint: nearest === undefined ? `Topics: ${TOPICS.join(', ')}.` : `Did you mean ${nearest}?`,
  });
}
