import { fc } from '../../../support/property.ts';
import { expect, it } from 'vitest';
import { flagOf, type OptionSpecs, variableOf } from '../../../../src/cli/arguments/option.ts';
import { parseArguments } from '../../../../src/cli/arguments/parse-arguments.ts';
import { RunError } from '../../../../src/domain/problem.ts';

const OPTIONS = {
  clusterName: { type: 'string', description: '' },
  output: { type: 'choice', choices: ['table', 'json'], default: 'table', short: 'o', description: '' },
  includeNamespaces: { type: 'list', description: '' },
  clusterResources: { type: 'boolean', description: '' },
  adopt: { type: 'boolean', default: false, description: '' },
  retries: { type: 'integer', minimum: 1, description: '' },
  timeout: { type: 'duration', description: '' },
  selector: { type: 'string', short: 'l', description: '' },
  runJobName: { type: 'string', environmentOnly: true, description: '' },
} as const satisfies OptionSpecs;

const POSITIONALS = {
  policy: { description: 'Which one', required: true },
  more: { description: '', variadic: true },
} as const;

function parse(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return parseArguments({ options: OPTIONS, positionals: POSITIONALS }, args, env);
}

function problem(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunError {
  try {
    parse(args, env);
  } catch (error) {
    if (error instanceof RunError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

it('gives every option its default, and undefined where there is none', () => {
  const { options } = parse(['nightly']);

  expect(options).toEqual({
    clusterName: undefined,
    output: 'table',
    includeNamespaces: [],
    clusterResources: undefined,
    adopt: false,
    retries: undefined,
    timeout: undefined,
    selector: undefined,
    runJobName: undefined,
  });
});

it('reads every type from flags, in any order with the words', () => {
  const { options, positionals } = parse(
    '--cluster-name prod nightly -ojson --include-namespaces a,b --include-namespaces=c x --no-cluster-resources --adopt --retries 3 --timeout 1h30m y'.split(
      ' ',
    ),
  );

  expect(options).toMatchObject({
    clusterName: 'prod',
    output: 'json',
    includeNamespaces: ['a', 'b', 'c'],
    clusterResources: false,
    adopt: true,
    retries: 3,
    timeout: 5_400_000,
  });
  expect(positionals).toEqual({ policy: 'nightly', more: ['x', 'y'] });
});

it('reads the twin of every flag from the environment', () => {
  const { options } = parse(['nightly'], {
    LIFEBOAT_CLUSTER_NAME: 'prod',
    LIFEBOAT_OUTPUT: 'json',
    LIFEBOAT_INCLUDE_NAMESPACES: 'a, b,',
    LIFEBOAT_CLUSTER_RESOURCES: 'no',
    LIFEBOAT_ADOPT: 'TRUE',
    LIFEBOAT_RETRIES: '3',
    LIFEBOAT_TIMEOUT: '90s',
    LIFEBOAT_RUN_JOB_NAME: 'nightly-now',
  });

  expect(options).toEqual({
    clusterName: 'prod',
    output: 'json',
    includeNamespaces: ['a', 'b'],
    clusterResources: false,
    adopt: true,
    retries: 3,
    timeout: 90_000,
    selector: undefined,
    runJobName: 'nightly-now',
  });
});

it('prefers the flag over the variable, takes an empty variable for none, and tells which one spoke', () => {
  const { options, given } = parse(['nightly', '--cluster-name=flag'], {
    LIFEBOAT_CLUSTER_NAME: 'variable',
    LIFEBOAT_OUTPUT: '',
    LIFEBOAT_RETRIES: '2',
  });

  expect(options).toMatchObject({ clusterName: 'flag', output: 'table', retries: 2 });
  expect([...given]).toEqual([
    ['clusterName', '--cluster-name'],
    ['retries', 'LIFEBOAT_RETRIES'],
  ]);
});

it('takes a boolean with its value in the flag', () => {
  expect(parse(['nightly', '--adopt=false']).options['adopt']).toBe(false);
});

it.each([
  [['-o=json'], { output: 'json' }],
  [['-l=app=web'], { selector: 'app=web' }],
  [['-lapp=web'], { selector: 'app=web' }],
  [['-l', '=web'], { selector: '=web' }],
  [['--selector==web'], { selector: '=web' }],
])('takes a short flag with its value in the same word: %j', (args, expected) => {
  expect(parse(['nightly', ...args]).options).toMatchObject(expected);
});

it('takes what follows two dashes for words', () => {
  expect(parse(['nightly', '--', '--adopt']).positionals).toEqual({ policy: 'nightly', more: ['--adopt'] });
});

it.each([
  [['nightly', '--cluster-nam', 'x'], 'Unknown flag --cluster-nam', 'Did you mean --cluster-name?'],
  [['nightly', '--hlep'], 'Unknown flag --hlep', 'Did you mean --help?'],
  [['nightly', '-x'], 'Unknown flag -x', undefined],
  [['nightly', '--no-output'], 'Unknown flag --no-output', 'Did you mean --output?'],
  [['nightly', '--run-job-name', 'x'], 'Unknown flag --run-job-name', undefined],
  [['nightly', '--cluster-name'], '--cluster-name needs a value', 'Write --cluster-name VALUE.'],
  [
    ['nightly', '--cluster-name', '--adopt'],
    '--cluster-name needs a value',
    'Write --cluster-name=--adopt if that is the value.',
  ],
  [['nightly', '--no-adopt=x'], '--no-adopt takes no value', 'Write --no-adopt alone.'],
  [['nightly', '-o', 'jsn'], '--output is one of table, json, not "jsn"', 'Did you mean json?'],
  [['nightly', '-o', 'csv'], '--output is one of table, json, not "csv"', 'Write one of them, or leave it out.'],
  [['nightly', '--adopt=maybe'], '--adopt is true or false, not "maybe"', 'Write --adopt=true or --adopt=false.'],
  [
    ['nightly', '--retries', '0'],
    '--retries is a whole number from 1, not "0"',
    'Write it in digits alone, such as 1.',
  ],
  [
    ['nightly', '--retries', '1e3'],
    '--retries is a whole number from 1, not "1e3"',
    'Write it in digits alone, such as 1.',
  ],
  [
    ['nightly', '--timeout', '30d'],
    '--timeout: "30d" is not a duration such as 720h, 90m or 1h30m',
    'Did you mean 720h?',
  ],
  [['nightly', '--output=json', '-o', 'table'], '--output is given twice: json and table', 'Give it once.'],
  [[], '<policy> is missing', 'Add it to the call: Which one.'],
] as const)('refuses %j', (args, message, hint) => {
  expect(problem(args)).toMatchObject({ code: 'usage', message, hint });
});

it('names the variable, not the flag, where the variable is wrong', () => {
  expect(problem(['nightly'], { LIFEBOAT_RETRIES: 'many' }).message).toBe(
    'LIFEBOAT_RETRIES is a whole number from 1, not "many"',
  );
});

it('accepts the same value twice', () => {
  expect(parse(['nightly', '-o', 'json', '--output', 'json']).options['output']).toBe('json');
});

it('refuses a word that has no place', () => {
  const parseNoWords = () => parseArguments({ options: {}, positionals: {} }, ['stray'], {});

  expect(parseNoWords).toThrow('Unexpected argument "stray"');
});

it('reads the same from a flag and from its twin, whatever the value', () => {
  const text = fc.string({ minLength: 1 }).filter((value) => !value.includes('\0'));
  const values = fc.record({
    clusterName: text,
    output: fc.constantFrom('table', 'json'),
    includeNamespaces: fc
      .array(fc.stringMatching(/^[a-z*][a-z-]{0,9}$/), { minLength: 1 })
      .map((names) => names.join(',')),
    clusterResources: fc.boolean().map(String),
    retries: fc.integer({ min: 1, max: 1_000_000 }).map(String),
  });

  fc.assert(
    fc.property(values, (given) => {
      const entries = Object.entries(given);

      const fromFlags = parse(['nightly', ...entries.map(([key, value]) => `${flagOf(key)}=${value}`)]);
      const fromTwins = parse(['nightly'], Object.fromEntries(entries.map(([key, value]) => [variableOf(key), value])));

      expect(fromFlags.options).toEqual(fromTwins.options);
      expect(fromFlags.options).toMatchObject({ clusterName: given.clusterName, retries: Number(given.retries) });
    }),
  );
});

it.each([
  [['nightly', '--include-namespaces', ''], {}, '--include-namespaces'],
  [['nightly', '--include-namespaces='], {}, '--include-namespaces'],
  [['nightly', '--include-namespaces=shop', '--include-namespaces', ' , '], {}, '--include-namespaces'],
  [['nightly'], { LIFEBOAT_INCLUDE_NAMESPACES: ' , ' }, 'LIFEBOAT_INCLUDE_NAMESPACES'],
])('refuses a list without an entry, which would mean everything: %j %j', (args, env: Record<string, string>, name) => {
  const { code, message } = problem(args, env);

  expect(code).toBe('usage');
  expect(message).toBe(`${name} is given without an entry`);
});

it('takes an empty variable for one that is not set', () => {
  const { options, given } = parse(['nightly'], { LIFEBOAT_INCLUDE_NAMESPACES: '' });

  expect([options['includeNamespaces'], given.size]).toEqual([[], 0]);
});

it('keeps an entry once, however often a list names it', () => {
  const { options } = parse(['nightly', '--include-namespaces', 'b,a,b', '--include-namespaces=a,c']);

  expect(options['includeNamespaces']).toEqual(['b', 'a', 'c']);
});

it.each(['0s', '-1h', '1ns'])('refuses the duration %s: nothing could be done in it', (text) => {
  const { code, message } = problem(['nightly', `--timeout=${text}`]);

  expect(code).toBe('usage');
  expect(message).toContain('--timeout');
});

it('takes an option by the flag that Velero has for it, and tells which one was written', () => {
  const options = { map: { type: 'list', veleroFlag: 'namespace-mappings', description: '' } } as const;
  const parseIt = (...args: string[]) => parseArguments({ options, positionals: {} }, args, {});

  expect(parseIt('--namespace-mappings', 'a:b')).toMatchObject({ options: { map: ['a:b'] } });
  expect(parseIt('--namespace-mappings', 'a:b').given).toEqual(new Map([['map', '--namespace-mappings']]));
  expect(parseIt('--namespace-mappings', 'a:b', '--map', 'c=d').options).toEqual({ map: ['a:b', 'c=d'] });
  expect(() => parseIt('--namespace-maping', 'a:b')).toThrow('Unknown flag --namespace-maping');
});

it('takes a switch as Go’s flags take it, by Velero’s name too', () => {
  const options = { keep: { type: 'boolean', veleroFlag: 'preserve', description: '' } } as const;
  const valueOf = (...args: string[]) => parseArguments({ options, positionals: {} }, args, {}).options['keep'];

  expect([valueOf(), valueOf('--preserve'), valueOf('--preserve=false'), valueOf('--preserve=true')]).toEqual([
    undefined,
    true,
    false,
    true,
  ]);
});
