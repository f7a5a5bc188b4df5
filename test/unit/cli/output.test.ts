import { describe, expect, it } from 'vitest';
import { printAs, takesColour } from '../../../src/cli/output.ts';
import { aCliIo } from '../../support/cli-rig.ts';

describe('data', () => {
  const data = {
    table: () => 'table\n',
    wide: () => 'wide\n',
    document: () => ({ kind: 'List', items: [{ name: 'a', version: '1.10', gone: undefined }] }),
    names: () => ['a', 'b'],
  };

  it.each([
    ['table', 'table\n'],
    ['wide', 'wide\n'],
    ['name', 'a\nb\n'],
    ['yaml', 'kind: List\nitems:\n  - name: a\n    version: "1.10"\n'],
    ['json', '{\n  "kind": "List",\n  "items": [\n    {\n      "name": "a",\n      "version": "1.10"\n    }\n  ]\n}\n'],
  ] as const)('is printed as %s', async (output, text) => {
    const io = aCliIo([]);

    await printAs({ io, options: { output, noHeaders: false } }, data);

    expect(io.stdoutText()).toBe(text);
  });
});

describe('colour', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('on a terminal (%s) under %j is %s', (isTerminal, env, expected) => {
    const { stdout } = aCliIo([], { isTerminal });

    expect(takesColour(stdout, env)).toBe(expected);
  });
});
