import { nearestName } from '../../../domain/nearest-name.ts';
import { RunError } from '../../../domain/problem.ts';
import { defineCommand } from '../../command.ts';
import { renderCommandHelp } from '../../help/command-help.ts';
import { renderFlagsPage } from '../../help/flags-page.ts';
import { renderOverview } from '../../help/overview.ts';
import { renderTopic, TOPICS } from '../../help/topics.ts';
import { CATALOG, findEntry, loadAllCommands, summariseCommands } from '../catalog.ts';

/** The page of everything that a command can be told, as it is asked for. */
const FLAGS_PAGE = 'flags';

/** `lifeboat help [<topic>] [flags]`. */
export const help = defineCommand({
  name: 'help',
  summary: 'Explain a command or a topic',
  examples: [
    { title: 'One command', line: 'help list' },
    { title: 'Every flag of it, and its variables', line: 'help list flags' },
    { title: 'What the exit codes mean', line: 'help exit-codes' },
  ],
  positionals: {
    topic: {
      description: `A command, or ${TOPICS.join(', ')}`,
      complete: [...TOPICS, ...CATALOG.map(({ names }) => names[0])],
    },
    page: { description: `${FLAGS_PAGE}, after a command: everything that it can be told`, complete: [FLAGS_PAGE] },
  },
  run: async ({ io, positionals }) => {
    io.stdout.write(await textOf(io.program, positionals));
    return 0;
  },
});

interface Asked {
  readonly topic: string | undefined;
  readonly page: string | undefined;
}

async function textOf(program: string, { topic: asked, page }: Asked): Promise<string> {
  if (asked === undefined) return renderOverview(program, await summariseCommands());
  const entry = findEntry(asked);
  if (page !== undefined) {
    if (entry !== undefined && page === FLAGS_PAGE) return renderFlagsPage(program, await entry.load());
    throw noSuchPage(program, asked, page);
  }
  if (entry !== undefined) return renderCommandHelp(program, await entry.load());
  const topic = TOPICS.find((known) => known === asked);
  if (topic !== undefined) return renderTopic(topic, await loadAllCommands());
  const nearest = nearestName(asked, [...TOPICS, ...CATALOG.flatMap(({ names }) => names)]);
  throw new RunError('usage', `There is no help on ${JSON.stringify(asked)}`, {
    hint: nearest === undefined ? `Topics: ${TOPICS.join(', ')}.` : `Did you mean ${nearest}?`,
  });
}

function noSuchPage(program: string, asked: string, page: string): RunError {
  const isCommand = findEntry(asked) !== undefined;
  const words = isCommand ? `${asked} ${FLAGS_PAGE}` : asked;
  return new RunError('usage', `There is no help on ${JSON.stringify(`${asked} ${page}`)}`, {
    hint: `Write ${program} help ${words}.`,
  });
}
