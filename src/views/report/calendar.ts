import type { Verdict } from '../../domain/retention/retention.ts';
import type { Overview, PolicyOverview } from '../../domain/report/overview.ts';
import { dataTable } from './data-table.ts';
import { html, type Html, NOTHING } from './html.ts';
import { type Outcome, outcomeOf, SIGNS, stateOf, timeOf } from './texts.ts';

const DAY_MS = 86_400_000;
const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

/** More months than these are not drawn; the backups themselves are all listed. */
const MOST_MONTHS = 14;

/** What stands at each day, months beside each other: the best backup that is there, or what became of it. */
export function renderCalendar(policy: PolicyOverview, { since, generatedAt }: Overview): Html {
  const days = outcomesByDay(policy);
  const first = [...days.keys()].toSorted()[0];
  if (first === undefined) return NOTHING;
  const months = monthsBetween(first < since.slice(0, 10) ? first : since.slice(0, 10), generatedAt).slice(
    -MOST_MONTHS,
  );
  return html`<h3>Calendar of what is there</h3>
    <ul class="legend">
      <li>${stateOf('good', 'a good backup is there')}</li>
      <li>${stateOf('partial', 'one that is not good')}</li>
      <li>${stateOf('bad', 'a run failed, no backup')}</li>
      <li>${stateOf('missed', 'due, and nothing ran')}</li>
    </ul>
    <div class="months">${months.map((month) => renderMonth(month, days))}</div>
    ${renderNext(policy, generatedAt)}`;
}

/** Days in UTC. A good backup outshines what else happened on its day. */
function outcomesByDay({ backups, runs, missed }: PolicyOverview): ReadonlyMap<string, Outcome> {
  const days = new Map<string, Outcome>();
  const note = (time: string | undefined, outcome: Outcome): void => {
    const day = time?.slice(0, 10);
    if (day !== undefined && RANK[outcome] > RANK[days.get(day) ?? 'none']) days.set(day, outcome);
  };
  for (const { startedAt, isGood } of backups) note(startedAt, isGood ? 'good' : 'partial');
  for (const { due, phase } of runs) if (outcomeOf(phase) === 'bad') note(due, 'bad');
  for (const time of missed) note(time, 'missed');
  return days;
}

const RANK = { none: 0, missed: 1, bad: 2, partial: 3, good: 4 } as const;

/** `2026-10`, `2026-11`, … */
function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  let at = new Date(`${first.slice(0, 7)}-01T00:00:00Z`);
  while (at.toISOString() <= last) {
    months.push(at.toISOString().slice(0, 7));
    at = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
  }
  return months;
}

const WORDS: Readonly<Record<Outcome, string>> = {
  good: 'good backup',
  partial: 'backup that is not good',
  bad: 'failed',
  missed: 'missed',
};

function renderMonth(month: string, days: ReadonlyMap<string, Outcome>): Html {
  const start = new Date(`${month}-01T00:00:00Z`);
  const count = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0)).getUTCDate();
  const lead = (start.getUTCDay() + 6) % 7;
  const cells = [
    ...Array.from({ length: lead }, () => html`<td class="empty"></td>`),
    ...Array.from({ length: count }, (_, i) => renderDay(new Date(start.getTime() + i * DAY_MS), days)),
  ];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, i) => cells.slice(i * 7, i * 7 + 7));
  return html`<table class="month">
    <caption>
      ${month}
    </caption>
    <thead>
      <tr>
        ${WEEKDAYS.map((day) => html`<th scope="col">${day}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${weeks.map(
        (week) =>
          html`<tr>
            ${week}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function renderDay(date: Date, days: ReadonlyMap<string, Outcome>): Html {
  const day = date.toISOString().slice(0, 10);
  const outcome = days.get(day);
  const number = date.getUTCDate();
  if (outcome === undefined) return html`<td>${number}</td>`;
  return html`<td>
    <abbr title="${day}: ${WORDS[outcome]}" class="${outcome}"><span>${SIGNS[outcome]}</span></abbr
    >${number}
  </td>`;
}

/** How many of the backups that go next are named. */
const MOST_NEXT = 8;

function renderNext({ backups }: PolicyOverview, now: string): Html {
  const dated = backups
    .flatMap(({ name, expiresAt, verdict }) => (expiresAt === undefined ? [] : [{ name, expiresAt, verdict }]))
    .toSorted((a, b) => (a.expiresAt < b.expiresAt ? -1 : Number(a.expiresAt > b.expiresAt)));
  if (dated.length === 0) return NOTHING;
  const rows = dated.slice(0, MOST_NEXT).map(
    ({ name, expiresAt, verdict }) =>
      html`<tr>
        <td>${name}</td>
        <td class="time">${timeOf(expiresAt)}</td>
        <td>${verdictText(verdict, expiresAt > now)}</td>
      </tr>`,
  );
  const caption = `What goes next: the oldest expiries of ${dated.length}`;
  return dataTable(['Backup', 'Expires (UTC)', 'What retention says'], rows, caption);
}

function verdictText(verdict: Verdict | undefined, isFresh: boolean): string {
  if (verdict === undefined) return isFresh ? 'not expired' : 'expired; what its policy keeps is not known';
  return `${verdict.keep ? 'kept' : 'goes when it is pruned'}: ${verdict.reason}`;
}
