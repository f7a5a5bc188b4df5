import type { Fact, Marks, Reader } from '../../domain/backup/facts.ts';
import { isRecord, parseJson, recordAt, textOf, timeOf } from './json.ts';

const FACT_SCHEMA = 'lifeboat.dev/fact/v1';

/** `<b>-fact-<time>-<id>.json`: plain JSON, for people too. Times keep their milliseconds: they tell which fact counts. */
export function encodeFact(backup: string, { id, type, at, by, ...rest }: Fact): Buffer {
  const document = { schema: FACT_SCHEMA, backup, id, type, at, by, ...rest };
  return Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`);
}

/** Reads a fact about a backup; undefined for anything that is none, or of a sort that this release does not know. */
export function parseFact(backup: string, bytes: Uint8Array): Fact | undefined {
  const document = parseJson(bytes);
  if (!isRecord(document) || document['schema'] !== FACT_SCHEMA || document['backup'] !== backup) return undefined;
  const id = textOf(document['id']);
  const at = timeOf(document['at']);
  const by = textOf(document['by']);
  const body = bodyOf(document);
  return id === undefined || at === undefined || by === undefined || body === undefined
    ? undefined
    : { ...body, id, at, by };
}

function bodyOf(document: Readonly<Record<string, unknown>>) {
  const reason = textOf(document['reason']);
  const { type } = document;
  switch (type) {
    case 'hold': {
      const until = timeOf(document['until']);
      if (reason === undefined || (document['until'] !== undefined && until === undefined)) return undefined;
      return { type, reason, ...(until && { until }) } as const;
    }
    case 'extend': {
      const expiresAt = timeOf(document['expiresAt']);
      return expiresAt && ({ type, expiresAt } as const);
    }
    case 'label':
    case 'annotate':
      return { type, set: marksOf(recordAt(document, 'set')), remove: textsOf(document['remove']) } as const;
    case 'release':
    case 'accept':
      return { type, ...(reason !== undefined && { reason }) } as const;
    case 'removal':
      return { type } as const;
    case 'use': {
      const reader = readerOf(document);
      return reader && ({ type, ...reader } as const);
    }
    case 'used': {
      const run = textOf(document['run']);
      return run === undefined ? undefined : ({ type, run } as const);
    }
    default:
      return undefined;
  }
}

function readerOf(document: Readonly<Record<string, unknown>>): Reader | undefined {
  const run = textOf(document['run']);
  const restore = textOf(document['restore']);
  const until = timeOf(document['until']);
  return run === undefined || restore === undefined || until === undefined ? undefined : { run, restore, until };
}

function marksOf(record: Readonly<Record<string, unknown>>): Marks {
  return Object.fromEntries(
    Object.entries(record).filter((mark): mark is [string, string] => typeof mark[1] === 'string'),
  );
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
