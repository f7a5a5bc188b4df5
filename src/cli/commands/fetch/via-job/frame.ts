import { sha256Hex } from '../../../../base/hash.ts';
import { RunError } from '../../../../domain/problem.ts';

/** What begins every line of a frame; all other lines of a log are something else. */
const MARK = 'lifeboat-frame/v1';

/** Bytes in a line: in base64 well below the 16 KiB at which a container runtime breaks lines. */
const LINE_BYTES = 6_144;

/** The largest content that a frame holds, in bytes: kubelets keep 10 MiB of a container's log unless told otherwise. */
export const FRAME_LARGEST_BYTES = 7 * 1_048_576;

/** What was read of a log. */
export interface ReadFrame {
  /** The content of the frame, proven; undefined where there is none. */
  readonly content: Uint8Array | undefined;
  /** All other lines, in their order. */
  readonly others: readonly string[];
}

/** Bytes as lines that go through a container's log unharmed, between whatever else it prints. */
export function encodeFrame(content: Uint8Array): string {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const lines = [`${MARK} ${bytes.length} ${sha256Hex(bytes)}`];
  for (let at = 0; at < bytes.length; at += LINE_BYTES)
    lines.push(`${MARK} ${bytes.toString('base64', at, Math.min(at + LINE_BYTES, bytes.length))}`);
  return `${lines.join('\n')}\n`;
}

/**
 * Reads the frame out of a log. Throws `cluster-unavailable` where it is not whole: a log was cut, or rotated while it was
 * read.
 */
export function decodeFrame(log: string): ReadFrame {
  const lines = log.split('\n');
  const others = lines.filter((line) => line !== '' && !line.startsWith(`${MARK} `));
  const framed = lines.filter((line) => line.startsWith(`${MARK} `)).map((line) => line.slice(MARK.length + 1));
  const [head, ...body] = framed;
  if (head === undefined) return { content: undefined, others };
  const content = Buffer.concat(body.map((line) => Buffer.from(line, 'base64')));
  if (head === `${content.length} ${sha256Hex(content)}`) return { content, others };
  throw new RunError('cluster-unavailable', 'Cannot read all that the Pod printed: its log was cut or rotated', {
    hint: 'Call it again; of what is large, fetch less, or a link with download --url',
  });
}
