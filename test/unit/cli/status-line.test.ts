import { expect, it } from 'vitest';
import { StatusLine } from '../../../src/cli/status-line.ts';

const CLEAR = '\r\u001B[K';

function aStatusLine(columns?: number) {
  const written: string[] = [];
  const output = {
    isTerminal: true,
    columns,
    write: (data: string | Uint8Array) => void written.push(String(data)),
    flush: async () => {},
  };
  return { line: new StatusLine(output), written };
}

it('makes way for what is written, and stands below it again', () => {
  const { line, written } = aStatusLine();

  line.show('3 of 12 lists');
  line.write('a line of the log\n');

  expect(written).toEqual([`${CLEAR}3 of 12 lists`, CLEAR, 'a line of the log\n', `${CLEAR}3 of 12 lists`]);
});

it('writes nothing of its own before it is shown and after it is cleared', () => {
  const { line, written } = aStatusLine();

  line.write('before\n');
  line.show('now');
  line.clear();
  line.clear();
  line.write('after\n');

  expect(written).toEqual(['before\n', `${CLEAR}now`, CLEAR, 'after\n']);
});

it.each([
  [20, 19],
  [0, 79],
  [undefined, 79],
])('fits into a terminal of %s columns', (columns, length) => {
  const { line, written } = aStatusLine(columns);

  line.show('x'.repeat(200));

  expect(written).toEqual([`${CLEAR}${'x'.repeat(length)}`]);
});
