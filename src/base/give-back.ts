/**
 * Gives the memory behind some bytes back now, not when V8 collects garbage: it counts what lies outside of its heap,
 * and marks all of the heap after every few dozen megabytes of it. Afterwards the bytes, and every view of the same
 * memory, are empty. Bytes that may share their memory with others, as small buffers do, are left alone.
 */
export function giveBack(bytes: Uint8Array): void {
  const { buffer } = bytes;
  const isItsOwn = buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize;
  if (isItsOwn) buffer.transfer(0);
}
