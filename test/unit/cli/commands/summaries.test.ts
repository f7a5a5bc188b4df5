import { expect, it } from 'vitest';
import { loadAllCommands, summariseCommands } from '../../../../src/cli/commands/catalog.ts';
import { SUMMARIES } from '../../../../src/cli/commands/summaries.ts';

it('says of every command what its declaration says, and of nothing else', async () => {
  const declared = (await loadAllCommands()).map(({ name, summary }) => ({ name, summary }));

  expect(await summariseCommands()).toEqual(declared);
  expect(SUMMARIES).toEqual(Object.fromEntries(declared.map(({ name, summary }) => [name, summary])));
});
