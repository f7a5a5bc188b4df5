import type { RunResult } from '../../../domain/result/result.ts';
import type { StorageLocation } from '../../../domain/storage-location.ts';
import type { ErrorShape } from './api-error.ts';
import type { InnerCall, StreamingCall } from './inner-call.ts';
import type { ApiRequest } from './request.ts';

/** What an operation works with. */
export interface ApiUse {
  readonly call: InnerCall;
  readonly stream: StreamingCall;
  /** Words that name the place for commands that write: `--to s3://backups` or `--storage-location main`. */
  readonly target: readonly string[];
  /** The places that the call names. */
  readonly locations: () => Promise<readonly StorageLocation[]>;
  /** The records of such runs in the place, in no order. */
  readonly runs: (isMeant: (result: RunResult) => boolean) => Promise<readonly RunResult[]>;
  /** The record of a run in the place, by its id or the name of its restore. */
  readonly findRun: (id: string) => Promise<RunResult>;
}

/** The answer of an operation whose content is written already. */
export const WRITTEN: unique symbol = Symbol('written');

/** Answers a request of another system's interface; throws `ApiError` or `RunError`. */
export type Operation = (request: ApiRequest, use: ApiUse) => Promise<unknown>;

/** One interface: its operations by name, and how it tells errors. */
export interface ApiInterface {
  /** What stands before the names of its operations: `astra/`. */
  readonly prefix: string;
  readonly title: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly errorShape: ErrorShape;
}
