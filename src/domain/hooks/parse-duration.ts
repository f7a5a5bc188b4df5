const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3, // U+00B5, the micro sign
  μs: 1e-3, // U+03BC, the Greek letter; Go takes both
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** A duration of an annotation, as Go's `time.ParseDuration` reads it, in milliseconds; undefined for none, or below 0. */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^\+?((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(text) || text.length > 64) return undefined;
  let ms = 0;
  for (const [, number, unit = ''] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    ms += Number(number) * UNIT_MS[unit]!;
  }
  return ms;
}
