/**
 * A patch that does not apply. The message is the end of a sentence about the patch; it names paths and keys, and quotes
 * no value: it may be a secret.
 */
export class PatchFailure extends Error {
  override readonly name = 'PatchFailure';
}

/** A `test` operation found another value than the one it was told: the rest of its patch is not to be applied. */
export class TestFailure extends PatchFailure {}
