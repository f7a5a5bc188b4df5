import { describe, expect, it } from 'vitest';
import { decodeFrame, FRAME_LARGEST_BYTES } from '../../../../../../src/cli/commands/fetch/via-job/frame.ts';
import { framedCall } from '../../../../../../src/cli/commands/fetch/via-job/framed-call.ts';
import { aCliIo } from '../../../../../support/cli-rig.ts';
import { aContext } from '../../../../../support/context.ts';

describe('a call whose output is a log', () => {
  it('prints all of it at its end, as a frame', async () => {
    const io = aCliIo([]);

    const exitCode = await framedCall({ io, ctx: aContext() }, async (call) => {
      call.io.stdout.write('a');
      call.io.stdout.write(Buffer.from([0, 255]));
      expect(io.stdoutText()).toBe('');
      return 0;
    });

    expect(exitCode).toBe(0);
    expect(decodeFrame(io.stdoutText()).content).toEqual(Buffer.from([97, 0, 255]));
  });

  it('prints nothing where it fails', async () => {
    const io = aCliIo([]);

    const exitCode = await framedCall({ io, ctx: aContext() }, async (call) => {
      call.io.stdout.write('half');
      return 66;
    });

    expect([exitCode, io.stdoutText()]).toEqual([66, '']);
  });

  it('stops what is too large for a log, and says what to do instead', async () => {
    const io = aCliIo([]);
    let written = 0;

    const call = framedCall({ io, ctx: aContext() }, async ({ io: framed, ctx }) => {
      for (; written < 100; written++) {
        ctx.signal.throwIfAborted();
        framed.stdout.write(Buffer.alloc(1_048_576));
      }
      return 0;
    });

    await expect(call).rejects.toMatchObject({
      code: 'not-supported',
      message: 'Cannot print it: a container’s log has room for 7.0 MiB',
      hint: expect.stringContaining('download --url'),
    });
    expect(written).toBe(FRAME_LARGEST_BYTES / 1_048_576 + 1);
    expect(io.stdoutText()).toBe('');
  });
});
