/** An address over HTTP and how it may be reached; exactly one of `url` and `urlFile` is set. Files are the runner's. */
export interface Endpoint {
  readonly url: string | undefined;
  readonly urlFile: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Header names to files whose text, without line breaks at its end, is the value. */
  readonly headersFromFiles: Readonly<Record<string, string>>;
  readonly caCertFile: string | undefined;
  readonly allowHttp: boolean;
  readonly allowPrivate: boolean;
}

/** What a receiver can be told of a run. */
export type NotifyEvent = 'Start' | 'Success' | 'Partial' | 'Failure' | 'Interrupted' | 'ObjectiveMissed';

/** One receiver of a policy's notifications. */
export interface Receiver {
  readonly name: string;
  readonly on: readonly NotifyEvent[];
  readonly format: 'CloudEvents' | 'Slack' | 'Healthchecks' | 'Template';
  /** Set with the format Template. */
  readonly template: { readonly contentType: string; readonly body: string } | undefined;
  readonly signingKeyFile: string | undefined;
  readonly endpoint: Endpoint;
}

/** Whom a policy tells of its runs. */
export interface Telling {
  readonly notify: readonly Receiver[];
  /** Where metrics are pushed to; undefined for nowhere. */
  readonly pushgateway: Endpoint | undefined;
}

/** What a receiver is told that does not say when: what somebody should look at. */
export const TROUBLE: readonly NotifyEvent[] = ['Partial', 'Failure', 'Interrupted', 'ObjectiveMissed'];

/** The same for a dead man's switch, which needs to hear that all is well. */
export const PULSE: readonly NotifyEvent[] = ['Start', 'Success', 'Partial', 'Failure'];
