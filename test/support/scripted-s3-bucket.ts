import { createHash, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** One request as it arrived. */
export interface S3Request {
  /** S3's name of what is asked: `PutObject`, `UploadPart`, … */
  readonly operation: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface S3Response {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

type Metadata = Readonly<Record<string, string>>;
type StoredObject = { readonly body: Buffer; readonly metadata: Metadata; readonly modifiedAt: Date };
type UnfinishedUpload = { readonly key: string; readonly metadata: Metadata; readonly parts: Map<number, Buffer> };

/** A bucket in memory that answers S3's requests about objects, listings and uploads in parts. */
export class ScriptedBucket {
  readonly objects = new Map<string, StoredObject>();
  readonly uploads = new Map<string, UnfinishedUpload & { begun: Date }>();
  /** The most entries that one page of a listing holds. */
  pageSize = 1000;

  answer(request: S3Request, honoursConditions: boolean): S3Response {
    const { operation, key } = request;
    const isTaken = honoursConditions && request.headers['if-none-match'] === '*' && this.objects.has(key);
    if (isTaken) return refusal(412, 'PreconditionFailed', 'At least one of the preconditions did not hold');
    switch (operation) {
      case 'PutObject':
        return this.#store(key, request.body, metadataOf(request.headers));
      case 'HeadObject':
      case 'GetObject':
        return ranged(this.#read(key), request.headers.range);
      case 'DeleteObject':
        this.objects.delete(key);
        return { status: 204 };
      case 'HeadBucket':
        return { status: 200 };
      case 'ListObjects':
        return this.#list(request.query);
      case 'ListUploads':
        return this.#listUploads(request.query.get('prefix') ?? '');
      case 'CreateUpload':
        return this.#create(key, metadataOf(request.headers));
      default:
        return this.#answerUpload(request);
    }
  }

  #answerUpload({ operation, key, query, body }: S3Request): S3Response {
    const id = query.get('uploadId') ?? '';
    const upload = this.uploads.get(id);
    if (upload === undefined) return refusal(404, 'NoSuchUpload', 'The upload may have been aborted or completed');
    if (operation === 'UploadPart') {
      upload.parts.set(Number(query.get('partNumber')), body);
      return { status: 200, headers: { etag: etagOf(body) } };
    }
    this.uploads.delete(id);
    if (operation === 'AbortUpload') return { status: 204 };
    const parts = [...upload.parts].toSorted(([a], [b]) => a - b).map(([, part]) => part);
    this.#store(key, Buffer.concat(parts), upload.metadata);
    return xml('CompleteMultipartUploadResult', `<Key>${escape(key)}</Key><ETag>"${id}"</ETag>`);
  }

  #store(key: string, body: Buffer, metadata: Metadata): S3Response {
    this.objects.set(key, { body, metadata, modifiedAt: new Date() });
    return { status: 200, headers: { etag: etagOf(body) } };
  }

  #read(key: string): S3Response {
    const found = this.objects.get(key);
    if (found === undefined) return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
    const marks = Object.entries(found.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value] as const);
    const lastModified = { 'last-modified': found.modifiedAt.toUTCString() };
    return { status: 200, headers: { ...lastModified, ...Object.fromEntries(marks) }, body: found.body };
  }

  #create(key: string, metadata: Metadata): S3Response {
    const id = randomUUID();
    this.uploads.set(id, { key, metadata, parts: new Map(), begun: new Date() });
    return xml('InitiateMultipartUploadResult', `<Key>${escape(key)}</Key><UploadId>${id}</UploadId>`);
  }

  #list(query: URLSearchParams): S3Response {
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter');
    const after = query.get('continuation-token') ?? '';
    const told = new Map<string, string>();
    for (const [key, { body, modifiedAt }] of [...this.objects].toSorted(([a], [b]) => bytewise(a, b))) {
      const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
      const shown = end === -1 ? key : key.slice(0, end + 1);
      if (!key.startsWith(prefix) || bytewise(shown, after) <= 0) continue;
      const facts = `<Size>${body.length}</Size><LastModified>${modifiedAt.toISOString()}</LastModified>`;
      const contents = `<Contents><Key>${escape(key)}</Key>${facts}</Contents>`;
      told.set(shown, end === -1 ? contents : `<CommonPrefixes><Prefix>${escape(shown)}</Prefix></CommonPrefixes>`);
    }
    const page = [...told].slice(0, this.pageSize);
    const isCut = page.length < told.size;
    const next = isCut ? `<NextContinuationToken>${escape(page.at(-1)?.[0] ?? '')}</NextContinuationToken>` : '';
    const entries = page.map(([, entry]) => entry).join('');
    return xml('ListBucketResult', `<IsTruncated>${isCut}</IsTruncated>${next}${entries}`);
  }

  #listUploads(prefix: string): S3Response {
    const uploads = [...this.uploads].filter(([, { key }]) => key.startsWith(prefix));
    const entries = uploads.map(([id, { key, begun }]) => {
      const facts = `<UploadId>${id}</UploadId><Initiated>${begun.toISOString()}</Initiated>`;
      return `<Upload><Key>${escape(key)}</Key>${facts}</Upload>`;
    });
    return xml('ListMultipartUploadsResult', `<IsTruncated>false</IsTruncated>${entries.join('')}`);
  }
}

/** An answer cut to a range, `bytes=5-`; whole without one. */
function ranged(answer: S3Response, range: string | undefined): S3Response {
  const { body } = answer;
  const [, first] = /^bytes=(\d+)-$/.exec(range ?? '') ?? [];
  if (first === undefined || body === undefined || answer.status !== 200) return answer;
  const contentRange = `bytes ${first}-${body.length - 1}/${body.length}`;
  const headers = { ...answer.headers, 'content-range': contentRange };
  return { status: 206, headers, body: body.subarray(Number(first)) };
}

/** An error document as S3 sends it; `details` is XML that goes into it. */
export function refusal(status: number, code: string, message: string, details = ''): S3Response {
  return { ...xml('Error', `<Code>${code}</Code><Message>${escape(message)}</Message>${details}`), status };
}

function xml(root: string, content: string): S3Response {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><${root}>${content}</${root}>`);
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function metadataOf(headers: IncomingHttpHeaders): Metadata {
  const marks = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  return Object.fromEntries(marks.map(([name, value]) => [name.slice('x-amz-meta-'.length), String(value)]));
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function bytewise(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
