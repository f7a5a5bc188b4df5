import type { Overview, PolicyOverview, RunPoint } from '../../domain/report/overview.ts';
import { formatCount } from '../units.ts';
import { dataTable } from './data-table.ts';
import { html, type Html, NOTHING } from './html.ts';
import { bytesText, known, outcomeOf, secondsText, stateOf, timeOf } from './texts.ts';

/** The newest rows of a table of numbers; the rest is in the drawing and in `-o json`. */
const MOST_ROWS = 100;

/** What went wrong and why: every run that failed or is partial, and every time that was missed. */
export function renderFailures({ runs, missed }: PolicyOverview): Html {
  const failed = runs.filter(({ phase }) => outcomeOf(phase) !== 'good').toReversed();
  if (failed.length + missed.length === 0)
    return html`<p>${stateOf('good', 'Nothing failed and nothing was missed.')}</p>`;
  const caption = `${formatCount(failed.length, 'run')} that failed or left something out, newest first`;
  const rows = failed.slice(0, MOST_ROWS).map(renderFailure);
  return html`<h3>What went wrong</h3>
    ${failed.length > 0 && dataTable(['Due (UTC)', 'Phase', 'Reason', 'What happened, and what to do'], rows, caption)}
    ${missedText(missed)}`;
}

function renderFailure(run: RunPoint): Html {
  const { due, phase, reason, message, hint, errors, errorCount } = run;
  const more = errorCount - errors.length;
  return html`<tr>
    <td class="time">${timeOf(due)}</td>
    <td>${stateOf(outcomeOf(phase), phase)}</td>
    <td>${known(reason)}</td>
    <td>
      ${message !== undefined && html`<p>${message}</p>`} ${errors.map((text) => html`<p>${text}</p>`)}
      ${more > 0 && html`<p class="faint">and ${formatCount(more, 'more error')}</p>`}
      ${hint !== undefined && html`<p class="faint">${hint}</p>`}
    </td>
  </tr>`;
}

function missedText(missed: readonly string[]): Html {
  if (missed.length === 0) return NOTHING;
  const shown = missed.slice(-20).map((time, i) => html`${i === 0 ? '' : ', '}${timeOf(time)}`);
  const earlier = missed.length > 20 ? ` (the last 20)` : '';
  return html`<p>
    ${stateOf('missed', `The schedule was due ${missed.length === 1 ? 'once' : `${missed.length} times`} and nothing ran`)}${earlier}:
    ${shown}
  </p>`;
}

/** The numbers behind the drawings. */
export function renderRunTable({ runs }: PolicyOverview, { since }: Overview): Html {
  if (runs.length === 0) return NOTHING;
  const numbers = [{ number: 'Took' }, { number: 'Items' }, { number: 'Archive' }];
  const counts = [{ number: 'Errors' }, { number: 'Warnings' }];
  const rows = runs.toReversed().slice(0, MOST_ROWS).map(renderRun);
  return html`<details>
    <summary>${formatCount(runs.length, 'run')} since ${since.slice(0, 10)}, in numbers</summary>
    ${dataTable(['Due (UTC)', 'Phase', 'Backup', ...numbers, ...counts], rows)}
  </details>`;
}

function renderRun(run: RunPoint): Html {
  return html`<tr>
    <td class="time">${timeOf(run.due)}</td>
    <td>${stateOf(outcomeOf(run.phase), run.phase)}${run.isAdHoc && ' (ad hoc)'}</td>
    <td>${known(run.backup)}</td>
    <td class="number">${secondsText(run.durationSeconds)}</td>
    <td class="number">${known(run.items)}</td>
    <td class="number">${bytesText(run.archiveBytes)}</td>
    <td class="number">${run.errorCount}</td>
    <td class="number">${run.warningCount}</td>
  </tr>`;
}
