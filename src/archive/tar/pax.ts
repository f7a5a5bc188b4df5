import { RunError } from '../../domain/problem.ts';

const SPACE = 0x20;
const NEWLINE = 0x0a;

/** One PAX record, `<length> <key>=<value>\n`, whose length counts itself (POSIX.1-2001). */
export function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length + String(rest.length).length;
  if (String(length).length > String(rest.length).length) length++;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/**
 * The records of a PAX header, the last of a key winning. Every byte must belong to a record: a header that is read in
 * two ways by two readers is refused with `archive-unreadable`.
 */
export function parsePax(body: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(SPACE, at);
    const digits = space < 0 ? '' : Buffer.from(body.subarray(at, space)).toString('latin1');
    const end = at + Number(digits);
    if (!/^[1-9]\d{0,7}$/.test(digits) || end > body.length || end <= space + 1 || body[end - 1] !== NEWLINE) {
      throw new RunError('archive-unreadable', 'Cannot read the archive: a PAX header is malformed');
    }
    const [key, value] = keyAndValue(decodeText(body.subarray(space + 1, end - 1)));
    records.set(key, value);
    at = end;
  }
  return records;
}

function keyAndValue(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new RunError('archive-unreadable', 'Cannot read the archive: a PAX record has no key');
  return [text.slice(0, equals), text.slice(equals + 1)];
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Names as text; bytes that are not UTF-8 are refused rather than replaced, because two names could become one. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    throw new RunError('archive-unreadable', 'Cannot read the archive: a name in it is not UTF-8', { cause: error });
  }
}
