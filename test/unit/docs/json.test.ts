import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/cli/command.ts';
import { loadAllCommands } from '../../../src/cli/commands/catalog.ts';
import { kindsIn, publishedSchemas } from '../../support/published-schemas.ts';
import { codesIn, readPage, sectionOf, tableOf } from './markdown.ts';

/** What prints documents that belong to others: objects of Kubernetes, answers of other systems. */
const OF_OTHERS = ['show', 'api'];

const page = readPage('docs/json.md');
const printed = rowsOf('What commands print');
const left = rowsOf('What runs leave behind');

function rowsOf(title: string) {
  return tableOf(sectionOf(page, title)).map(([kinds = '', where = '', link = '']) => ({
    kinds: codesIn(kinds),
    where,
    schema: /^\[([^\]]+)\]\(\.\.\/schemas\/v1\/\1\.schema\.json\)/.exec(link)?.[1] ?? link,
  }));
}

/** Whether a command prints JSON when it is asked to. */
function printsJson({ options }: Command): boolean {
  const output = options['output'];
  return 'json' in options || (output?.type === 'choice' && output.choices.includes('json'));
}

/** Paths of the properties inside of a schema of which nothing is said, neither there nor where they refer to. */
function silentIn(node: unknown, path = ''): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const here = `${path}/${key}`;
    const isOfProperty = path.endsWith('/properties') && !/\/(if|then)\//.test(path);
    const isSilent = isOfProperty && !('description' in (value as object)) && !('$ref' in (value as object));
    return isSilent ? [here] : silentIn(value, here);
  });
}

describe('docs/json.md', () => {
  it('has a row for every schema, and a schema for every row', () => {
    const told = new Set([...printed, ...left].map(({ schema }) => schema));

    expect([...told].toSorted()).toEqual([...publishedSchemas.keys()].toSorted());
  });

  it('has the kinds of every schema', () => {
    for (const { kinds, schema } of [...printed, ...left]) {
      const published = publishedSchemas.get(schema)!;
      const ofDocuments = kindsIn(published);
      expect(kinds, schema).toEqual(ofDocuments.length === 0 ? [published['title']] : ofDocuments);
    }
  });

  it('has every command that prints JSON, and no other', async () => {
    const commands = (await loadAllCommands()).filter((command) => printsJson(command)).map(({ name }) => name);
    const told = new Set(printed.flatMap(({ where }) => codesIn(where)).flatMap((code) => commandIn(code)));

    expect([...told, ...OF_OTHERS].toSorted()).toEqual([...new Set([...commands, ...OF_OTHERS])].toSorted());
  });
});

function commandIn(code: string): readonly string[] {
  return /^lifeboat (\w+)/.exec(code)?.slice(1) ?? [];
}

describe('the published schemas', () => {
  it.each([...publishedSchemas])('%s is one of draft-07, by its own address, with a description', (name, schema) => {
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `https://lifeboat.dev/schemas/v1/${name}.schema.json`,
      title: expect.any(String) as unknown,
      description: expect.any(String) as unknown,
    });
  });

  it.each([...publishedSchemas])('%s describes every property, or refers to one that does', (_, schema) => {
    expect(silentIn(schema)).toEqual([]);
  });

  it.each([...publishedSchemas])('%s lets its readers bear what is added', (_, schema) => {
    expect(JSON.stringify(schema)).not.toContain('"additionalProperties":false');
  });
});
