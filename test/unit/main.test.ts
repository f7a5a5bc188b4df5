import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Calls the program with a module of its own in the place of `src/cli/cli.ts`. */
function callWith(cli: string) {
  const hook = `import { registerHooks } from 'node:module';
    registerHooks({
      load: (url, context, next) =>
        url.endsWith('/src/cli/cli.ts')
          ? { format: 'module', source: ${JSON.stringify(cli)}, shortCircuit: true }
          : next(url, context),
    });`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, MAIN, 'version'];
  return spawnSync(process.execPath, args, { encoding: 'utf8', env: {} });
}

it.each([
  ['that cannot be loaded', "import './not-there.ts';", 'not-there.ts'],
  ['that throws', "export const runCli = async () => { throw new Error('boom'); };", 'Error: boom'],
])('a command line %s is a bug: told, and exit code 1', (_, cli, told) => {
  const { status, stdout, stderr } = callWith(cli);

  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain(told);
  expect(stderr).toContain('(bug)\nHint: This is a bug in Lifeboat: please report it.\n');
});

it('a process that runs dry with its work unfinished is no success', () => {
  const { status } = callWith('export const runCli = () => new Promise(() => {});');

  expect(status).toBe(70);
});

it('what nobody caught ends the run through its signal', () => {
  const { status, stderr } = callWith(`export const runCli = ({ signal, stderr }) => new Promise((resolve) => {
    signal.addEventListener('abort', () => { stderr.write(signal.reason.message); resolve(1); });
    setImmediate(() => { throw new Error('uncaught'); });
  });`);

  expect(status).toBe(1);
  expect(stderr).toBe('uncaught');
});
