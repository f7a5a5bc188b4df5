import { HeadBucketCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { branchOf } from '../../base/abort.ts';
import type { RunContext, Timings } from '../../base/context.ts';
import { Redactor } from '../../base/redact.ts';
import type { RunError } from '../../domain/problem.ts';
import type { S3Location } from '../../domain/storage-location.ts';
import { clientConfig, type S3Environment } from './client-config.ts';
import { findCredentials } from './credentials.ts';
import { repeating, UPLOAD_ATTEMPTS } from './repeating.ts';
import { answerOf, areCredentialsOver } from './s3-answer.ts';
import { s3Error, type S3Operation } from './s3-error.ts';

/** Sends one command; given the client to send it by and the signal that ends it. */
export type Send<T> = (client: S3Client, options: { readonly abortSignal: AbortSignal }) => Promise<T>;

const NO_SUCH_BUCKET = {
  name: 'NoSuchBucket',
  message: 'the bucket does not exist',
  $metadata: { httpStatusCode: 404 },
};

/** One location's connections and credentials. A request is asked once, and once more after its credentials were over. */
export class S3Connection {
  /** `s3://bucket/prefix` */
  readonly root: string;
  readonly location: S3Location;
  readonly #client: S3Client;
  readonly #config: S3ClientConfig;
  readonly #region: string | undefined;
  #bucketSeen = false;

  private constructor(location: S3Location, config: S3ClientConfig) {
    this.location = location;
    this.root = location.prefix === '' ? `s3://${location.bucket}` : `s3://${location.bucket}/${location.prefix}`;
    this.#client = new S3Client(config);
    this.#region = typeof config.region === 'string' ? config.region : undefined;
    const { requestHandler, credentials } = this.#client.config;
    this.#config = { ...config, requestHandler, credentials };
  }

  static async open(
    location: S3Location,
    timings: Pick<Timings, 'stallMs'>,
    env: S3Environment,
  ): Promise<S3Connection> {
    const config = { ...clientConfig(location, timings, env), ...(await findCredentials(location)) };
    return new S3Connection(location, config);
  }

  /** Where an object of a key, or a listing from a prefix, is in the bucket. */
  place(key: string): { readonly Bucket: string; readonly Key: string } {
    const { bucket, prefix } = this.location;
    return { Bucket: bucket, Key: prefix === '' ? key : `${prefix}/${key}` };
  }

  /** The key below the root of an object that the bucket tells of. */
  keyOf(Key: string): string {
    const { prefix } = this.location;
    return prefix === '' ? Key : Key.slice(prefix.length + 1);
  }

  /** Whether the endpoint is AWS itself, as far as the settings tell. */
  get isAws(): boolean {
    return this.#config.endpoint === undefined;
  }

  /** Asks once; every failure is a problem that names operation and key. */
  async ask<T>(ctx: RunContext, operation: S3Operation, send: Send<T>): Promise<T> {
    try {
      return await this.send(ctx, send);
    } catch (error) {
      throw await this.explain(ctx, error, operation);
    }
  }

  /** Asks once; failures are the SDK's own, except that an abort throws the signal's reason. */
  async send<T>(ctx: RunContext, send: Send<T>, client: S3Client = this.#client): Promise<T> {
    ctx.signal.throwIfAborted();
    using branch = branchOf(ctx.signal);
    const options = { abortSignal: branch.signal };
    try {
      return await send(client, options);
    } catch (error) {
      ctx.signal.throwIfAborted();
      if (!areCredentialsOver(error) || !(await this.#refreshCredentials())) throw error;
      ctx.signal.throwIfAborted();
      ctx.log.info({ root: this.root }, 'Storage credentials were refreshed');
      return await send(client, options);
    }
  }

  /** What a failed request means for people; an abort, and what is a problem already, stays what it is. */
  async explain(ctx: RunContext, error: unknown, operation: S3Operation): Promise<RunError> {
    ctx.signal.throwIfAborted();
    const redactor = await this.#redactor(error);
    return s3Error(error, operation, {
      root: this.root,
      region: this.#region,
      now: ctx.clock.now(),
      redact: (text) => redactor.redact(text),
    });
  }

  /**
   * Throws `location-not-found` where the bucket itself is missing, which the answer to a look-up does not tell. Asked
   * until the bucket was seen once; a store that does not let us ask is believed to have it.
   */
  async requireBucket(ctx: RunContext): Promise<void> {
    if (this.#bucketSeen) return;
    const command = new HeadBucketCommand({ Bucket: this.location.bucket });
    try {
      await this.send(ctx, (client, options) => client.send(command, options));
    } catch (error) {
      const operation = { name: 'HeadBucket', key: '' } as const;
      const { status } = answerOf(error);
      if (status === 404) throw await this.explain(ctx, NO_SUCH_BUCKET, operation);
      if (status !== 403) throw await this.explain(ctx, error, operation);
    }
    this.#bucketSeen = true;
  }

  /** A client for one upload over the same connections, which repeats its requests as the run's timings say. */
  clientFor(ctx: RunContext): S3Client {
    return new S3Client({ ...this.#config, maxAttempts: UPLOAD_ATTEMPTS, retryStrategy: repeating(ctx) });
  }

  close(): void {
    this.#client.destroy();
  }

  /** Whether the providers gave other credentials than the ones before. */
  async #refreshCredentials(): Promise<boolean> {
    const { credentials } = this.#client.config;
    const before = await credentials();
    const after = await credentials({ forceRefresh: true });
    return (
      before.accessKeyId !== after.accessKeyId ||
      before.secretAccessKey !== after.secretAccessKey ||
      before.sessionToken !== after.sessionToken
    );
  }

  async #redactor(error: unknown): Promise<Redactor> {
    const redactor = new Redactor();
    if (answerOf(error).status === undefined) return redactor; // nothing was answered that could hold a secret
    try {
      const { secretAccessKey, sessionToken } = await this.#client.config.credentials();
      redactor.add(secretAccessKey);
      redactor.add(sessionToken);
    } catch {
      // Without credentials nothing secret was sent that could come back.
    }
    return redactor;
  }
}
