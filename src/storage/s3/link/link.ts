import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { RunContext } from '../../../base/context.ts';
import type { S3Location } from '../../../domain/storage-location.ts';
import { clientConfig, type S3Environment } from '../client-config.ts';
import { findCredentials } from '../credentials.ts';
import { presignedUrl } from './presign.ts';
import { s3Error } from '../s3-error.ts';

/** A link to an object, and until when it is one. */
export interface ObjectLink {
  /** A secret: who has it can read the object. */
  readonly url: string;
  readonly expiresAt: Date;
}

/** The parts of a request that the SDK is about to sign. */
interface BuiltRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
}

/**
 * Makes a link to an object by the location's credentials, at its `publicEndpoint` where there is one. Asks nothing of
 * the store: whether the object is there, and whether the credentials may read it, shows when the link is used. Throws
 * `permission-denied` where there are no credentials.
 */
export async function linkTo(
  ctx: RunContext,
  location: S3Location,
  { key, lifeMs, env = process.env }: { readonly key: string; readonly lifeMs: number; readonly env?: S3Environment },
): Promise<ObjectLink> {
  const own = clientConfig(location, ctx.timings, env);
  const { publicEndpoint: endpoint } = location;
  const client = new S3Client({
    ...own,
    ...(endpoint !== undefined && { endpoint }),
    ...(await findCredentials(location)),
  });
  try {
    const [credentials, region, url] = await Promise.all([
      client.config.credentials(),
      client.config.region(),
      addressOf(client, location, key),
    ]);
    const now = ctx.clock.now();
    const expiresSeconds = Math.floor(lifeMs / 1_000);
    const expiresAt = new Date(now.getTime() + expiresSeconds * 1_000);
    return { url: presignedUrl({ url, region, credentials, now, expiresSeconds }), expiresAt };
  } catch (error) {
    const root = `s3://${location.bucket}`;
    const situation = { root, region: location.region, now: ctx.clock.now(), redact: (text: string) => text };
    throw s3Error(error, { name: 'GetObject', key }, situation);
  } finally {
    client.destroy();
  }
}

/** Where the SDK would ask for the object: it knows bucket names that fit into no host name, regions and partitions. */
async function addressOf(client: S3Client, { bucket, prefix }: S3Location, key: string): Promise<URL> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: prefix === '' ? key : `${prefix}/${key}` });
  let built: BuiltRequest | undefined;
  command.middlewareStack.add(
    () => async (args) => {
      built = args.request as BuiltRequest;
      return { response: undefined, output: { $metadata: {} } }; // nothing is sent
    },
    { step: 'build', priority: 'low', name: 'onlyTheAddress' },
  );
  await client.send(command);
  if (built === undefined) throw new Error('the S3 client did not build the request');
  const { protocol, hostname, port, path } = built;
  return new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
}
