import { html, type Html, NOTHING } from './html.ts';
import { roundUp, tenth, timeScale, timeTicks } from './scale.ts';

/** One number over time. */
export interface Series {
  readonly title: string;
  readonly points: readonly { readonly at: string; readonly value: number | undefined; readonly of: string }[];
  readonly format: (value: number) => string;
}

const CHART_WIDTH = 320;
const HEIGHT = 130;
const TOP = 14;
const BOTTOM = HEIGHT - 24;

/** A curve from zero to a round number above all values; nothing where fewer than two values are known. */
export function renderChart({ title, points, format }: Series, from: string, to: string): Html {
  const shown = points.flatMap(({ at, value, of }) => (value === undefined ? [] : [{ at, value, of }]));
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined || shown.length < 2) return NOTHING;
  const scale = timeScale(from, to, { left: 8, right: CHART_WIDTH - 8 });
  const most = roundUp(Math.max(...shown.map(({ value }) => value)));
  const y = (value: number) => tenth(BOTTOM - (value / most) * (BOTTOM - TOP));
  const placed = shown.flatMap((point) => {
    const x = scale.x(point.at);
    return x === undefined ? [] : [{ ...point, x, y: y(point.value) }];
  });
  const line = placed.map((point, i) => `${i === 0 ? 'M' : 'L'}${point.x} ${point.y}`).join('');
  const told = `${title}: from ${format(first.value)} to ${format(last.value)}`;
  return html`<figure>
    <svg viewBox="0 0 ${CHART_WIDTH} ${HEIGHT}" role="img" aria-label="${told}">
      <line class="axis" x1="8" x2="${CHART_WIDTH - 8}" y1="${BOTTOM}" y2="${BOTTOM}" />
      <line class="axis" x1="8" x2="${CHART_WIDTH - 8}" y1="${TOP}" y2="${TOP}" />
      <text x="8" y="${TOP - 3}">${format(most)}</text>
      ${timeTicks(scale, HEIGHT)}
      <path class="curve" d="${line}" />
      ${placed.map((point) => html`<circle class="dot" cx="${point.x}" cy="${point.y}" r="2.2"><title>${point.of}: ${format(point.value)}</title></circle>`)}
    </svg>
    <figcaption>${told}</figcaption>
  </figure>`;
}
