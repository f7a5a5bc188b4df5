import type { Overview, PolicyOverview, RestorePoint } from '../../domain/report/overview.ts';
import { formatBytes, formatDuration } from '../units.ts';
import { renderCalendar } from './calendar.ts';
import { renderChart } from './chart.ts';
import { renderCoverage } from './coverage.ts';
import { dataTable } from './data-table.ts';
import { html, type Html, NOTHING } from './html.ts';
import { renderFailures, renderRunTable } from './runs.ts';
import { STYLE } from './style.ts';
import { renderStandings, renderVerdicts } from './standings.ts';
import { known, outcomeOf, policyTitle, secondsText, stateOf, timeOf } from './texts.ts';
import { renderTimeline } from './timeline.ts';

/**
 * The report as one page that needs nothing else: no script, no font, no picture, no request. Whatever names and messages
 * hold is text; the page forbids the browser to run or load anything all the same.
 */
export function renderReportPage(overview: Overview): string {
  const { generatedAt, since, locations, policies, restores, version } = overview;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>Backups: report of ${generatedAt.slice(0, 10)}</title>
        <style>
          ${plainStyle()}
        </style>
      </head>
      <body>
        <a class="skip" href="#policies">To the policies</a>
        <header>
          <h1>Backups</h1>
          <p>As of ${timeOf(generatedAt)} UTC, runs since ${timeOf(since)}. Times are UTC.</p>
          <p class="faint">
            From ${locations.map(({ name, root }, i) => html`${i === 0 ? '' : ', '}${root} (${name})`)}
          </p>
        </header>
        <main id="policies">
          ${renderStandings(overview)} ${policies.map((policy, i) => renderPolicy(policy, overview, i))}
          ${renderRestores(restores)} ${renderLeftovers(overview)}
        </main>
        <footer>
          <p>
            Made by Lifeboat ${version} from what the storage location holds: backups, manifests and the records of
            runs. A run that never started has left no record there.
          </p>
        </footer>
      </body>
    </html> `.toString();
}

/** The style is ours, and holds nothing that ends its element. */
function plainStyle(): Html {
  return html([STYLE] as unknown as TemplateStringsArray);
}

/** The newest ones; `-o json` has all. */
const MOST_RESTORES = 100;

function renderPolicy(policy: PolicyOverview, overview: Overview, i: number): Html {
  const { since, generatedAt } = overview;
  const points = policy.runs.map((run) => ({ ...run, at: run.due, of: run.backup ?? run.due }));
  const charts = [
    { title: 'Archive size', format: formatBytes, of: ({ archiveBytes }: (typeof points)[number]) => archiveBytes },
    { title: 'Items', format: String, of: ({ items }: (typeof points)[number]) => items },
    {
      title: 'Duration',
      format: (seconds: number) => formatDuration(seconds * 1_000),
      of: ({ durationSeconds }: (typeof points)[number]) => durationSeconds,
    },
  ].map(({ title, format, of }) =>
    renderChart(
      { title, format, points: points.map((point) => ({ at: point.at, of: point.of, value: of(point) })) },
      since,
      generatedAt,
    ),
  );
  return html`<section aria-labelledby="policy-${i}">
    <h2 id="policy-${i}">${policyTitle(policy)}</h2>
    ${renderVerdicts(policy)} ${renderTimeline(policy, overview)}
    <div class="charts">${charts}</div>
    ${renderFailures(policy)} ${renderRunTable(policy, overview)} ${renderCalendar(policy, overview)}
    ${renderCoverage(policy.coverage)}
  </section>`;
}

function renderRestores(restores: readonly RestorePoint[]): Html {
  if (restores.length === 0) return NOTHING;
  const headings = ['Started (UTC)', 'Restore', 'From', 'Into', 'Phase', { number: 'Took' }, 'Items'];
  return html`<section aria-labelledby="restores">
    <h2 id="restores">Restores</h2>
    ${dataTable(headings, restores.toReversed().slice(0, MOST_RESTORES).map(renderRestore))}
  </section>`;
}

function renderRestore(restore: RestorePoint): Html {
  const { name, mode, phase, backup, cluster, startedAt, durationSeconds, ended, reason, message } = restore;
  const items = Object.entries(ended).map(([end, count]) => `${String(count)} ${end}`);
  return html`<tr>
    <td class="time">${timeOf(startedAt)}</td>
    <td>${name} (${mode})</td>
    <td>${known(backup)}</td>
    <td>${known(cluster)}</td>
    <td>${stateOf(outcomeOf(phase), phase)}${reason !== undefined && html`<p>${reason}: ${known(message)}</p>`}</td>
    <td class="number">${secondsText(durationSeconds)}</td>
    <td>${known(items.join(', '))}</td>
  </tr>`;
}

/** Folders that are no backup are nobody's to rely on, and nobody's to overlook. */
function renderLeftovers({ locations }: Overview): Html {
  const lines = locations.flatMap(({ name, uncommitted, unreadable }) => [
    ...unreadable.map((one) => html`<li>${stateOf('bad', 'unreadable')} ${one.name} in ${name}: ${one.message}</li>`),
    ...uncommitted.map(
      (folder) => html`<li>${stateOf('partial', 'not committed')} ${folder} in ${name}: unfinished, or being made</li>`,
    ),
  ]);
  if (lines.length === 0) return NOTHING;
  return html`<section aria-labelledby="leftovers">
    <h2 id="leftovers">Folders that are no backup</h2>
    <ul>
      ${lines}
    </ul>
  </section>`;
}
