import type { RunContext } from '../../base/context.ts';
import { asLostAnswer } from './lost-answer.ts';

/** What of a refusal is read. */
export const REFUSAL_BYTES = 256 * 1024;

/** The body as it arrives; a connection that breaks is a `LostAnswer`, an abort the signal's reason. */
export async function* readBody(
  ctx: RunContext,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* body;
  } catch (error) {
    ctx.signal.throwIfAborted();
    throw asLostAnswer(error);
  }
}

/** The beginning of a refusal's body. Where it breaks off, what came is enough: the status is the answer. */
export async function readSome(body: AsyncIterable<Uint8Array> & { destroy(): unknown }): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > REFUSAL_BYTES) break;
    }
  } catch {
    body.destroy();
  }
  return Buffer.concat(chunks);
}
