import type { Overview, PolicyOverview, RunPoint } from '../../domain/report/overview.ts';
import { html, type Html, NOTHING } from './html.ts';
import { type Outcome, outcomeOf, SIGNS } from './texts.ts';
import { timeTicks, type TimeScale, timeScale, WIDTH } from './scale.ts';

const HEIGHT = 64;
const MIDDLE = 26;

/** Runs along time, one mark each: a disc, a triangle, a cross, and a ring where there was none. */
export function renderTimeline({ runs, missed, backups }: PolicyOverview, { since, generatedAt }: Overview): Html {
  const marks = marksOf({ runs, missed, backups }, since);
  if (marks.length === 0) return html`<p class="faint">No run and no backup since ${since.slice(0, 10)}.</p>`;
  const scale = timeScale(since, generatedAt);
  const counts = countsOf(marks);
  return html`<figure class="wide">
    <svg class="timeline" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Runs over time: ${counts}">
      <line class="axis" x1="${scale.left}" x2="${scale.right}" y1="${MIDDLE}" y2="${MIDDLE}" />
      ${timeTicks(scale, HEIGHT)} ${marks.map((mark) => renderMark(mark, scale))}
    </svg>
    <figcaption>${counts}</figcaption>
  </figure>`;
}

interface Mark {
  readonly at: string;
  readonly outcome: Outcome;
  readonly title: string;
}

/** Runs are known by their records; a backup without one, Velero's for example, speaks for its run. */
function marksOf(
  { runs, missed, backups }: Pick<PolicyOverview, 'runs' | 'missed' | 'backups'>,
  since: string,
): Mark[] {
  const recorded = new Set(runs.map(({ backup }) => backup));
  return [
    ...runs.map((run) => ({ at: run.due, outcome: outcomeOf(run.phase), title: titleOf(run) })),
    ...backups.flatMap(({ name, phase, startedAt }) =>
      startedAt === undefined || startedAt < since || recorded.has(name)
        ? []
        : [{ at: startedAt, outcome: outcomeOf(phase), title: `${name}: ${phase}` }],
    ),
    ...missed.map((at) => ({ at, outcome: 'missed' as const, title: `${at}: due, and nothing ran` })),
  ].toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

function titleOf({ due, phase, reason, backup }: RunPoint): string {
  return `${due}: ${phase}${reason === undefined ? '' : ` (${reason})`}${backup === undefined ? '' : `, ${backup}`}`;
}

function renderMark({ at, outcome, title }: Mark, scale: TimeScale): Html {
  const x = scale.x(at);
  if (x === undefined) return NOTHING;
  const name = html`<title>${title}</title>`;
  switch (outcome) {
    case 'good':
      return html`<circle class="run-good" cx="${x}" cy="${MIDDLE}" r="4">${name}</circle>`;
    case 'partial':
      return html`<path class="run-partial" d="M${x - 5} ${MIDDLE + 5}h10l-5 -10z">${name}</path>`;
    case 'bad':
      return html`<path class="run-bad" d="M${x - 4} ${MIDDLE - 4}l8 8m0 -8l-8 8">${name}</path>`;
    case 'missed':
      return html`<circle class="run-missed" cx="${x}" cy="${MIDDLE}" r="4">${name}</circle>`;
  }
}

function countsOf(marks: readonly Mark[]): string {
  const words = { good: 'completed', partial: 'partial', bad: 'failed', missed: 'missed' } as const;
  return (['good', 'partial', 'bad', 'missed'] as const)
    .map((outcome) => ({ outcome, count: marks.filter((mark) => mark.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${SIGNS[outcome]} ${count} ${words[outcome]}`)
    .join(', ');
}
