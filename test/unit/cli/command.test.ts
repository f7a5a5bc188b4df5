import { expect, expectTypeOf, it } from 'vitest';
import { defineCommand } from '../../../src/cli/command.ts';

it('gives the types of its declarations to the values of a call', () => {
  const command = defineCommand({
    name: 'demo',
    summary: 'Show types',
    examples: [],
    positionals: {
      first: { required: true, description: '' },
      second: { description: '' },
      rest: { variadic: true, description: '' },
    },
    options: {
      name: { type: 'string', description: '' },
      place: { type: 'string', default: 'here', description: '' },
      output: { type: 'choice', choices: ['a', 'b'], default: 'a', description: '' },
      maybe: { type: 'choice', choices: ['x'], description: '' },
      names: { type: 'list', description: '' },
      force: { type: 'boolean', default: false, description: '' },
      three: { type: 'boolean', description: '' },
      timeout: { type: 'duration', description: '' },
    },
    run: async ({ options, positionals }) => {
      expectTypeOf(positionals.first).toEqualTypeOf<string>();
      expectTypeOf(positionals.second).toEqualTypeOf<string | undefined>();
      expectTypeOf(positionals.rest).toEqualTypeOf<readonly string[]>();
      expectTypeOf(options.name).toEqualTypeOf<string | undefined>();
      expectTypeOf(options.place).toEqualTypeOf<string>();
      expectTypeOf(options.output).toEqualTypeOf<'a' | 'b'>();
      expectTypeOf(options.maybe).toEqualTypeOf<'x' | undefined>();
      expectTypeOf(options.names).toEqualTypeOf<readonly string[]>();
      expectTypeOf(options.force).toEqualTypeOf<boolean>();
      expectTypeOf(options.three).toEqualTypeOf<boolean | undefined>();
      expectTypeOf(options.timeout).toEqualTypeOf<number | undefined>();
      return 0;
    },
  });

  expect(command).toMatchObject({ name: 'demo', aliases: [], description: '', isRun: false });
});
