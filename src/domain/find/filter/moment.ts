/** How to write a moment, for whoever wrote none. */
export const MOMENT_HINT = 'Write a day, a time in UTC, or an age such as 7d.';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * A moment as people write it: RFC 3339 (`2026-11-21T02:17:00Z`), a day or a minute in UTC (`2026-11-21`,
 * `2026-11-21T02:17`), `now`, or an age before now (`7d`, `36h`, `1d12h`). Undefined for anything else.
 */
export function parseMoment(text: string, now: Date): Date | undefined {
  if (text === 'now') return now;
  const age = parseSpan(text);
  if (age !== undefined) return new Date(now.getTime() - age);
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(text)) return undefined;
  const hasZone = /(Z|T.*[+-]\d{2}:\d{2})$/.test(text.replace(' ', 'T'));
  const written = text.length === 10 || hasZone ? text.replace(' ', 'T') : `${text.replace(' ', 'T')}Z`;
  const time = new Date(written);
  return Number.isNaN(time.getTime()) || isOverflown(text, time, hasZone) ? undefined : time;
}

/** 30 February is no day, although Date takes it for one in March. */
function isOverflown(text: string, time: Date, hasZone: boolean): boolean {
  return !hasZone && time.toISOString().slice(0, 10) !== text.slice(0, 10);
}

/** A span of time in milliseconds: `90s`, `36h`, `7d`, `2w`, `1d12h`; undefined for anything else. */
export function parseSpan(text: string): number | undefined {
  if (text.length > 32 || !/^(\d+(\.\d+)?[smhdw])+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, count, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)([smhdw])/g)) ms += Number(count) * UNIT_MS[unit]!;
  return ms;
}
