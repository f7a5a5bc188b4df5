import type { RunResult } from '../../../domain/result/result.ts';
import type { StorageLocation } from '../../../domain/storage-location.ts';
import type { ErrorShape } from './api-error.ts';
import type { InnerCall } from './inner-call.ts';
import type { ApiRequest } from './request.ts';

/** What an operation works with. */
export interface ApiUse {
  readonly call: InnerCall;
  /** Words that name the place for commands that write: `--to s3://backups` or `--storage-location main`. */
  readonly target: readonly string[];
  /** The places that the call names. */
  readonly locations: () => Promise<readonly StorageLocation[]>;
  /** The record of a run in the place, by its id or the name of its restore. */
  readonly findRun: (id: string) => Promise<RunResult>;
}

/** Answers a request of another system's interface; throws `ApiError` or `RunError`. */
export type Operation = (request: ApiRequest, use: ApiUse) => Promise<unknown>;

/** One interface: its operations by name, and how it tells errors. */
export interface ApiInterface {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly errorShape: ErrorShape;
}
