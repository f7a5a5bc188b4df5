import { RunError, type ProblemCode } from '../../domain/problem.ts';
import { answerOf, CREDENTIAL_CODES, fieldsOf, type S3Answer } from './s3-answer.ts';
import { tlsReason } from './tls-reason.ts';

/** What was asked of the store: S3's name of the operation, and the key below the location's root. */
export interface S3Operation {
  readonly name: keyof typeof VERBS;
  /** Empty where the operation is about the bucket. */
  readonly key: string;
}

/** What a message needs to know of the place and the moment. */
export interface S3Situation {
  /** `s3://bucket/prefix` */
  readonly root: string;
  readonly region: string | undefined;
  /** Our wall clock, to tell how far off it is. */
  readonly now: Date;
  /** Takes secrets out of a text: a server may send back what it was sent. */
  readonly redact: (text: string) => string;
}

const VERBS = {
  AbortMultipartUpload: 'clean up the unfinished upload of',
  DeleteObject: 'delete',
  GetObject: 'read',
  HeadBucket: 'look up',
  HeadObject: 'look up',
  ListBucket: 'list',
  ListBucketMultipartUploads: 'list unfinished uploads of',
  PutObject: 'write',
} as const;

const FULL =
  /^(QuotaExceeded|QuotaExceededException|ServiceQuotaExceeded|StorageFull|XMinioStorageFull|XMinioAdminBucketQuotaExceeded|InsufficientStorage|EntityTooLarge)$/;
const LOCKED = /object lock|object is worm|worm protected|objectlocked|retention/i;
const ELSEWHERE =
  /^(PermanentRedirect|TemporaryRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/;
const MISSING = /^(NoSuchBucket|InvalidBucketName|NoSuchAccessPoint)$/;

/** The one place that turns what the SDK threw into a problem. Its text holds no secret, and no response is kept. */
export function s3Error(error: unknown, operation: S3Operation, situation: S3Situation): RunError {
  if (error instanceof RunError) return error;
  const answer = answerOf(error);
  const said = textOf(error, situation.redact);
  const judged = judge(answer, said, error, operation, situation);
  const object = operation.key === '' ? situation.root : `${operation.key} in ${situation.root}`;
  return new RunError(judged.problem, `Cannot ${VERBS[operation.name]} ${object}: ${judged.reason}`, {
    hint: judged.hint,
    cause: new Error(
      `${operation.name}: ${answer.code}${answer.status === undefined ? '' : ` (${answer.status})`}: ${said}`,
    ),
  });
}

interface Judged {
  readonly problem: ProblemCode;
  readonly reason: string;
  readonly hint?: string | undefined;
}

function judge(
  { status, code }: S3Answer,
  said: string,
  error: unknown,
  operation: S3Operation,
  situation: S3Situation,
): Judged {
  const told = said === '' ? code : said.includes(code) ? said : `${said} (${code})`;
  const untrusted = tlsReason(fieldsOf(error).code, said);
  if (untrusted !== undefined) {
    return {
      problem: 'tls-untrusted',
      reason: `the server cannot be trusted: ${untrusted}`,
      hint: "Give the authority's certificate in s3.caCert, or correct the endpoint",
    };
  }
  if (code === 'RequestTimeTooSkewed') return skewed(error, situation.now);
  if (MISSING.test(code)) {
    return { problem: 'location-not-found', reason: told, hint: 'Correct s3.bucket, or create the bucket' };
  }
  if (code === 'ERR_INVALID_URL') {
    return { problem: 'location-not-found', reason: 'the endpoint is no URL', hint: 'Correct s3.endpoint' };
  }
  if (ELSEWHERE.test(code) || status === 301) return elsewhere(error, situation.region);
  if (said.startsWith('Region is missing')) {
    return { problem: 'location-not-found', reason: 'no region is known', hint: 'Set s3.region, or AWS_REGION' };
  }
  if (isChange(operation) && (status === 507 || FULL.test(code))) {
    return { problem: 'cannot-write', reason: `no space is left: ${told}`, hint: 'Free space or raise the quota' };
  }
  if (isChange(operation) && (LOCKED.test(`${code} ${said}`) || status === 405)) {
    return {
      problem: 'cannot-write',
      reason: told,
      hint: 'The bucket does not let this object change; see its lock rules',
    };
  }
  if (CREDENTIAL_CODES.has(code)) {
    return { problem: 'permission-denied', reason: told, hint: 'Check the credentials of the storage location' };
  }
  if (status === 401 || status === 403) {
    return { problem: 'permission-denied', reason: told, hint: `Grant s3:${rightOf(operation)} on ${situation.root}` };
  }
  return { problem: 'storage-unavailable', reason: told, hint: dialectHint(status, said) };
}

function skewed(error: unknown, now: Date): Judged {
  const { ServerTime, $response } = fieldsOf(error);
  const told = typeof ServerTime === 'string' ? ServerTime : $response?.headers?.['date'];
  const serverTime = Date.parse(told ?? '');
  const seconds = Math.round(Math.abs(serverTime - now.getTime()) / 1000);
  const off = Number.isNaN(seconds) ? 'the clock is off' : `clock off by ${seconds} s`;
  return {
    problem: 'storage-unavailable',
    reason: `the store refuses our time: ${off} (RequestTimeTooSkewed)`,
    hint: `${off}: synchronise the clock of the node`,
  };
}

function elsewhere(error: unknown, ours: string | undefined): Judged {
  const { Region, $response } = fieldsOf(error);
  const named = Region ?? $response?.headers?.['x-amz-bucket-region'];
  const region = typeof named === 'string' && /^[\w-]{1,64}$/.test(named) ? named : undefined;
  const there = region === undefined ? 'in another region' : `in region ${region}`;
  return {
    problem: 'location-not-found',
    reason: `the bucket is ${there}, not in ${ours ?? 'the one configured'}`,
    hint: region === undefined ? "Set s3.region to the bucket's region" : `Set s3.region to ${region}`,
  };
}

function isChange({ name }: S3Operation): boolean {
  return name === 'PutObject' || name === 'DeleteObject' || name === 'AbortMultipartUpload';
}

/** The right that an operation needs, as AWS policies call it. */
function rightOf({ name }: S3Operation): string {
  if (name === 'HeadObject') return 'GetObject';
  return name === 'HeadBucket' ? 'ListBucket' : name;
}

/** Stores that do not know the SDK's newer checksums say so in many ways, but they name what they stumble over. */
function dialectHint(status: number | undefined, said: string): string | undefined {
  const isDialect =
    (status === 400 || status === 501) && /checksum|trailer|content-?sha256|not.?implemented/i.test(said);
  return isDialect ? 'Set s3.checksum to none: this store may not know the checksums that were sent' : undefined;
}

/**
 * One line of what the server or the system said; a page of HTML from a proxy is no sentence for people. Secrets go
 * before the text is cut, so that no half of one is left.
 */
function textOf(error: unknown, redact: (text: string) => string): string {
  const { message } = fieldsOf(error);
  const [line = ''] = typeof message === 'string' ? redact(message).split('\n', 1) : [];
  return line === 'UnknownError' ? '' : line.slice(0, 300);
}
