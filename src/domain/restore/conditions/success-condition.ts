import type { JsonPath } from './json-path.ts';

/** Something that must hold after a restore for it to be a success. */
export type SuccessCondition = {
  /** As the policy calls it, or else what it asks, in words. */
  readonly name: string;
  /** How long it may take until it holds, from when it is first looked at. */
  readonly timeoutMs: number;
} & Question;

/** What is asked. */
export type Question =
  | {
      readonly type: 'condition';
      readonly object: NamedObject;
      /** Of `status.conditions`. */
      readonly condition: { readonly type: string; readonly status: string };
    }
  | { readonly type: 'value'; readonly object: NamedObject; readonly path: JsonPath; readonly test: ValueTest }
  | {
      readonly type: 'count';
      readonly objects: ObjectSet;
      readonly atLeast: number | undefined;
      readonly atMost: number | undefined;
    }
  | ({ readonly type: 'http' } & HttpQuestion);

/** One object of the cluster; the namespace is that which it was restored into. */
export interface NamedObject {
  /** By any of its names: `deployments.apps`, `deploy`. */
  readonly resource: string;
  /** Undefined for cluster-scoped ones. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Objects of one type. */
export interface ObjectSet {
  readonly resource: string;
  /** Undefined: cluster scope, or all namespaces. */
  readonly namespace: string | undefined;
  /** In the syntax of the `labelSelector` parameter; empty for all. */
  readonly labelSelector: string;
}

/** What a value must be; without any of them it is enough that there is one. All that are set must hold. */
export interface ValueTest {
  /** Numbers and truth values are compared as they are written. */
  readonly equals: string | undefined;
  readonly notEquals: string | undefined;
  readonly atLeast: number | undefined;
  readonly atMost: number | undefined;
}

/** An address that must answer to GET. */
export interface HttpQuestion {
  readonly url: string;
  /** Undefined: any from 200 to 299. */
  readonly status: number | undefined;
  /** A text that the first 64 KiB of the answer hold. */
  readonly contains: string | undefined;
  readonly allowHttp: boolean;
  readonly allowPrivate: boolean;
}

/** What an address answered, or why it did not, as the end of a sentence. */
export type HttpAnswer =
  | { readonly status: number; readonly body: string }
  | {
      readonly failure: string;
      /** Asking again cannot help. */
      readonly isFinal: boolean;
    };

/** How a condition stands: what was found, as the end of a sentence. */
export interface Judgement {
  readonly isMet: boolean;
  readonly found: string;
}
