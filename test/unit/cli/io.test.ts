import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { type HostProcess, type HostStream, openProcessIo } from '../../../src/cli/io.ts';

class FakeStream extends EventEmitter implements HostStream {
  readonly isTTY = true;
  readonly columns = 100;
  readonly written: (string | Uint8Array)[] = [];

  write(data: string | Uint8Array): boolean {
    this.written.push(data);
    return true;
  }
}

function aProcess(script: string, ...words: string[]): HostProcess & { readonly stdout: FakeStream } {
  return {
    argv: ['/usr/bin/node', script, ...words],
    env: {},
    stdin: (async function* () {})(),
    stdout: new FakeStream(),
    stderr: new FakeStream(),
    cwd: () => '/work',
  };
}

it.each([
  ['/usr/local/bin/lifeboat', 'lifeboat'],
  ['/app/dist/lifeboat.cjs', 'lifeboat'],
  ['/app/src/main.ts', 'lifeboat'],
  ['/usr/local/bin/kubectl-lifeboat', 'kubectl lifeboat'],
])('called as %s it is %s', (script, program) => {
  const io = openProcessIo(aProcess(script, 'list'), new AbortController().signal);

  expect(io).toMatchObject({ program, argv: ['list'], cwd: '/work' });
});

it('answers kubectl’s completion under the name that kubectl looks for', () => {
  const io = openProcessIo(aProcess('/bin/kubectl_complete-lifeboat', 'li'), new AbortController().signal);

  expect(io.argv).toEqual(['__complete', 'li']);
});

it('row 51: writes nothing more to a pipe that was closed, and says nothing about it', () => {
  const host = aProcess('/bin/lifeboat');
  const io = openProcessIo(host, new AbortController().signal);
  io.stdout.write('before');

  host.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  io.stdout.write('after');

  expect(host.stdout.written).toEqual(['before']);
});

it('does not pass over a disk that is full', () => {
  const host = aProcess('/bin/lifeboat');
  openProcessIo(host, new AbortController().signal);

  const fail = () => host.stdout.emit('error', Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' }));

  expect(fail).toThrow('write ENOSPC');
});

it('knows a terminal and its width', () => {
  const { stdout } = openProcessIo(aProcess('/bin/lifeboat'), new AbortController().signal);

  expect([stdout.isTerminal, stdout.columns]).toEqual([true, 100]);
});
