import type { OnceRecord } from './once.ts';

/** The text of a marker: JSON, indented for people. */
export function encodeOnce({ requestHash, runId, job, end }: OnceRecord): string {
  return `${JSON.stringify({ requestHash, runId, job, ...(end && { end }) }, undefined, 2)}\n`;
}

/** The record in a marker's text; undefined for anything else. */
export function decodeOnce(text: string): OnceRecord | undefined {
  const { requestHash, runId, job, end } = fieldsOf(parsed(text));
  const { name, uid } = fieldsOf(job);
  if (!isText(requestHash) || !isText(runId) || !isText(name) || !isText(uid)) return undefined;
  if (end === undefined) return { requestHash, runId, job: { name, uid }, end: undefined };
  const { exitCode, phase, result } = fieldsOf(end);
  if (typeof exitCode !== 'number' || !isText(phase) || !isText(result)) return undefined;
  return { requestHash, runId, job: { name, uid }, end: { exitCode, phase, result } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON is no record, which the caller tells
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
