import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { type HostProcess, type HostStream, openProcessIo } from '../../../src/cli/io.ts';

class FakeStream extends EventEmitter implements HostStream {
  readonly isTTY = true;
  readonly columns = 100;
  readonly written: (string | Uint8Array)[] = [];

  /** What the operating system says to the next write. */
  failure: NodeJS.ErrnoException | undefined;

  /** As Node's streams do: the callback is told first, then everybody. */
  write(data: string | Uint8Array, done: (error?: Error | null) => void): boolean {
    const { failure } = this;
    if (failure === undefined) this.written.push(data);
    setImmediate(() => {
      done(failure);
      if (failure !== undefined) this.emit('error', failure);
    });
    return true;
  }
}

function anError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`write ${code}`), { code });
}

function aProcess(script: string, ...words: string[]): HostProcess & { readonly stdout: FakeStream } {
  return {
    argv: ['/usr/bin/node', script, ...words],
    env: {},
    stdin: (async function* () {})(),
    stdout: new FakeStream(),
    stderr: new FakeStream(),
    cwd: () => '/home/me',
  };
}

it.each([
  ['/usr/local/bin/lifeboat', 'lifeboat'],
  ['/app/dist/lifeboat.cjs', 'lifeboat'],
  ['/app/src/main.ts', 'lifeboat'],
  ['/usr/local/bin/kubectl-lifeboat', 'kubectl lifeboat'],
])('called as %s it is %s', (script, program) => {
  const io = openProcessIo(aProcess(script, 'list'), new AbortController().signal);

  expect(io).toMatchObject({ program, argv: ['list'], cwd: '/home/me' });
});

it('answers kubectl’s completion under the name that kubectl looks for', () => {
  const io = openProcessIo(aProcess('/bin/kubectl_complete-lifeboat', 'li'), new AbortController().signal);

  expect(io.argv).toEqual(['__complete', 'li']);
});

it('row 51: writes nothing more to a pipe that was closed, and says nothing about it', async () => {
  const host = aProcess('/bin/lifeboat');
  const { stdout } = openProcessIo(host, new AbortController().signal);
  stdout.write('before');
  host.stdout.failure = anError('EPIPE');
  stdout.write('lost');
  await stdout.flush();

  host.stdout.failure = undefined;
  stdout.write('after');

  await expect(stdout.flush()).resolves.toBeUndefined();
  expect(host.stdout.written).toEqual(['before']);
});

it.each(['ENOSPC', 'EIO', 'EBADF'])('does not pass over output that is lost: %s', async (code) => {
  const host = aProcess('/bin/lifeboat');
  const { stdout } = openProcessIo(host, new AbortController().signal);
  host.stdout.failure = anError(code);

  stdout.write('data');

  await expect(stdout.flush()).rejects.toMatchObject({
    code: 'cannot-write',
    message: `Cannot write the output: write ${code}`,
  });
});

it('knows a terminal and its width', () => {
  const { stdout } = openProcessIo(aProcess('/bin/lifeboat'), new AbortController().signal);

  expect([stdout.isTerminal, stdout.columns]).toEqual([true, 100]);
});

it.each([
  [true, true, true],
  [true, false, false],
  [false, true, false],
])('can ask somebody where standard input (%s) and error (%s) are terminals: %s', (isIn, isErr, canAsk) => {
  const host = aProcess('/usr/local/bin/lifeboat');
  const stdin = Object.assign(host.stdin, { isTTY: isIn });
  const stderr = Object.assign(new FakeStream(), { isTTY: isErr });

  const io = openProcessIo({ ...host, stdin, stderr }, new AbortController().signal);

  expect(io.canAsk()).toBe(canAsk);
  expect(io.stdinIsTerminal()).toBe(isIn);
});
