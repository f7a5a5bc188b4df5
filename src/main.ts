import { setTimeout as pause } from 'node:timers/promises';
import { RunError } from './domain/problem.ts';
import { BUG_EXIT_CODE, exitCodeOfProblem } from './cli/exit-code.ts';

/** Aborts with what asked the run to end: a signal, or an error that nobody caught. */
const told = new AbortController();

/** The first signal asks the run to stop and tell how far it came; the second ends the process. */
function stopOn(signal: NodeJS.Signals, code: 'interrupted' | 'terminated'): void {
  process.on(signal, () => {
    if (told.signal.aborted) process.exit(exitCodeOfProblem(code));
    told.abort(new RunError(code, `Stopped by ${signal}`));
  });
}

// Before anything that takes time: as PID 1, a process without handlers would not even notice.
stopOn('SIGTERM', 'terminated');
stopOn('SIGINT', 'interrupted');
// What nobody caught ends the run as the bug that it is: told like every other end, and never with exit code 0.
process.on('uncaughtException', (error) => told.abort(error));
process.on('unhandledRejection', (error) => told.abort(error));
// Should the event loop run dry with the work unfinished, the process must not look successful.
process.exitCode = exitCodeOfProblem('internal');

async function main(): Promise<void> {
  const [{ openProcessIo }, { runCli }] = await Promise.all([import('./cli/io.ts'), import('./cli/cli.ts')]);
  const exitCode = await runCli(openProcessIo(process, told.signal));
  await settle();
  process.exit(exitCode);
}

/** A process that ends sooner has hardly begun to compile in the background. */
const BRIEF_MS = 150;
/** What a background compilation may still take. */
const SETTLE_MS = 50;

/**
 * Lets V8's threads end what they are compiling. At its exit Node waits for them and runs nothing else: where one of
 * them waits for garbage to be collected at that moment, both wait for ever, and a Job whose work is done with them
 * (https://github.com/nodejs/node/issues/54918).
 */
async function settle(): Promise<void> {
  if (performance.now() > BRIEF_MS) await pause(SETTLE_MS);
}

main().catch((error: unknown) => {
  // Not even the command line could be loaded, or it broke while telling what went wrong: there is no logger to ask.
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`Error: ${text} (bug)\nHint: This is a bug in Lifeboat: please report it.\n`);
  process.exit(BUG_EXIT_CODE);
});
