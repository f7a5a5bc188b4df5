import { html, type Html } from './html.ts';

/** Width of every drawing, in its own units. */
export const WIDTH = 960;

/** Places of times in a drawing. */
export interface TimeScale {
  readonly left: number;
  readonly right: number;
  readonly from: number;
  readonly to: number;
  /** The place of a time, to a tenth; undefined for one outside. */
  readonly x: (time: string) => number | undefined;
}

/** From one time to another, across a drawing. */
export function timeScale(from: string, to: string, { left = 12, right = WIDTH - 12 } = {}): TimeScale {
  const [start, end] = [Date.parse(from), Math.max(Date.parse(to), Date.parse(from) + 1)];
  const x = (time: string): number | undefined => {
    const at = Date.parse(time);
    if (Number.isNaN(at) || at < start || at > end) return undefined;
    return tenth(left + ((at - start) / (end - start)) * (right - left));
  };
  return { left, right, from: start, to: end, x };
}

const DAY_MS = 86_400_000;

/** Days that a drawing names: not more than fit. */
export function timeTicks({ from, to, left, right, x }: TimeScale, height: number): readonly Html[] {
  const days = Math.max(1, Math.ceil((to - from) / DAY_MS));
  const most = Math.max(2, Math.floor((right - left) / 110));
  const step = Math.max(1, Math.ceil(days / most)) * DAY_MS;
  const first = Math.ceil(from / DAY_MS) * DAY_MS;
  const ticks: Html[] = [];
  for (let at = first; at <= to; at += step) {
    const day = new Date(at).toISOString();
    const place = x(day);
    if (place === undefined || place > right - 36) continue;
    ticks.push(
      html`<line class="axis" x1="${place}" x2="${place}" y1="4" y2="${height - 18}" /><text
          x="${place}"
          y="${height - 5}"
          >${day.slice(0, 10)}</text
        >`,
    );
  }
  return ticks;
}

/** Rounded to a tenth: finer than a drawing shows. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The next number above that people find round: 1, 2 or 5 times a power of ten. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= value) ?? value;
}
