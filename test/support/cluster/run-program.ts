import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** What a program printed, and its exit code; -1 when a signal ended it. */
export interface ProgramOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs a program to its end. A non-zero exit code is returned, not thrown; that it cannot be started is thrown. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: { readonly stdin?: string | Uint8Array; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ProgramOutcome> {
  const child = spawn(command, args, { env: options.env ?? process.env });
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });
  child.stdin.on('error', () => undefined); // it may end before it has read everything: its exit code tells
  child.stdin.end(options.stdin ?? '');
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { stdout, stderr, code };
}
