import { describe, expect, it } from 'vitest';
import { askYesNo } from '../../../../../../src/cli/commands/run/restore/ask.ts';
import { RunError } from '../../../../../../src/domain/problem.ts';
import { aCliIo } from '../../../../../support/cli-rig.ts';

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

function ask(...texts: string[]) {
  const io = { ...aCliIo([]), stdin: chunks(...texts) };
  return askYesNo(io, io.signal, 'Apply this plan?');
}

describe('a question', () => {
  it.each(['y\n', 'Y\n', 'yes\r\n', ' YES \n', 'y'])('is answered yes by %j', async (text) => {
    expect(await ask(text)).toBe(true);
  });

  it.each(['', '\n', 'n\n', 'no\n', 'yep\n', 'yes please\n', 'n\ny\n'])('is answered no by %j', async (text) => {
    expect(await ask(text)).toBe(false);
  });

  it('is put on standard error, and reads no more than one line', async () => {
    const io = aCliIo([], { input: 'y\nand more' });

    await askYesNo(io, io.signal, 'Apply this plan?');

    expect([io.stdoutText(), io.stderrText()]).toEqual(['', 'Apply this plan? [y/N] ']);
  });

  it('leaves a line begun where the answer has no end', async () => {
    const io = aCliIo([], { input: '' });

    await askYesNo(io, io.signal, 'Apply this plan?');

    expect(io.stderrText()).toBe('Apply this plan? [y/N] \n');
  });

  it('takes a line that comes in pieces, and no endless one', async () => {
    expect(await ask('ye', 's', '\n')).toBe(true);
    expect(await ask('y'.repeat(2_000), '\n')).toBe(false);
  });

  it('is given up when the run is stopped', async () => {
    const controller = new AbortController();
    const stdin = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    const io = aCliIo([]);
    const asked = askYesNo({ ...io, stdin }, controller.signal, 'Apply this plan?');

    controller.abort(new RunError('interrupted', 'Stopped by SIGINT'));

    await expect(asked).rejects.toMatchObject({ code: 'interrupted' });
    expect(io.stderrText()).toBe('Apply this plan? [y/N] \n');
  });
});
