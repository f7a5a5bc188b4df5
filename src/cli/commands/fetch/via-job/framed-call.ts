import { RunError } from '../../../../domain/problem.ts';
import { formatBytes } from '../../../../views/units.ts';
import type { Call } from '../../../command.ts';
import type { Output } from '../../../io.ts';
import { encodeFrame, FRAME_LARGEST_BYTES } from './frame.ts';

/**
 * Performs a call whose standard output is a container's log: what it prints is held until all of it is there, and printed
 * as a frame; nothing, where the call fails. What is too large for a log ends the call with `not-supported`.
 */
export async function framedCall<C extends Pick<Call, 'io' | 'ctx'>>(
  call: C,
  perform: (call: C) => Promise<number>,
): Promise<number> {
  const tooLarge = new AbortController();
  const chunks: Buffer[] = [];
  let size = 0;
  const stdout: Output = {
    isTerminal: false,
    columns: undefined,
    write: (data) => {
      if (tooLarge.signal.aborted) return;
      const bytes = Buffer.from(data);
      size += bytes.length;
      if (size > FRAME_LARGEST_BYTES) tooLarge.abort(tooLargeForLog());
      else chunks.push(bytes);
    },
    flush: async () => {},
  };
  const { io, ctx } = call;
  const signal = AbortSignal.any([ctx.signal, tooLarge.signal]);
  const exitCode = await perform({ ...call, io: { ...io, stdout }, ctx: { ...ctx, signal } });
  signal.throwIfAborted();
  if (exitCode === 0) io.stdout.write(encodeFrame(Buffer.concat(chunks)));
  return exitCode;
}

function tooLargeForLog(): RunError {
  const largest = formatBytes(FRAME_LARGEST_BYTES);
  return new RunError('not-supported', `Cannot print it: a container’s log has room for ${largest}`, {
    hint: 'Fetch it by a link (lifeboat download --url), or fewer objects (lifeboat show)',
  });
}
