import type { Telling } from '../notify/receiver.ts';
import type { VerifyChoice } from './choose.ts';

/** What a `VerifyPolicy` document says, with every default in place. Durations are milliseconds. */
export interface VerifyPolicy extends Telling {
  readonly kind: 'VerifyPolicy';
  readonly name: string;
  /** Name of a `StorageLocation`. */
  readonly storageLocation: string;
  readonly choice: VerifyChoice;
  /** The run's own deadline; undefined means that of `--timeout`, if any. */
  readonly timeoutMs: number | undefined;
}
