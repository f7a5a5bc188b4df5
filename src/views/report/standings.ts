import type { ObjectiveVerdict } from '../../domain/objectives/objectives.ts';
import type { Overview, PolicyOverview, Standing } from '../../domain/report/overview.ts';
import { dataTable } from './data-table.ts';
import { html, type Html } from './html.ts';
import { known, type Outcome, outcomeOf, policyTitle, secondsText, stateOf, timeOf } from './texts.ts';

const STATES: Readonly<Record<Standing['state'], readonly [Outcome, string]>> = {
  good: ['good', 'good'],
  late: ['partial', 'late'],
  none: ['bad', 'no backup'],
};

/** The first thing to see: how every policy stands, one line each. */
export function renderStandings({ policies }: Overview): Html {
  if (policies.length === 0) return html`<p>There is no backup and no record of a run here.</p>`;
  const numbers = ['Age', 'Objective', 'Backups', 'Failed', 'Missed', 'Claims without data'];
  const headings = ['Policy', 'State', 'Last good backup (UTC)', ...numbers.map((number) => ({ number }))];
  return dataTable(headings, policies.map(renderRow));
}

function renderRow(policy: PolicyOverview, i: number): Html {
  const { lastGood, rpo, standing, backups, runs, missed, coverage } = policy;
  const [outcome, word] = STATES[standing.state];
  const failed = runs.filter(({ phase }) => outcomeOf(phase) === 'bad').length;
  return html`<tr>
    <th scope="row"><a href="#policy-${i}">${policyTitle(policy)}</a></th>
    <td>${stateOf(outcome, word)}</td>
    <td class="time">${lastGood === undefined ? '–' : timeOf(lastGood.startedAt)}</td>
    <td class="number">${secondsText(lastGood?.ageSeconds)}</td>
    <td class="number">${rpo === undefined ? '–' : secondsText(rpo.limitSeconds)}</td>
    <td class="number">${backups.length}</td>
    <td class="number">${failed}</td>
    <td class="number">${missed.length}</td>
    <td class="number">${known(coverage?.claims?.notProtected)}</td>
  </tr>`;
}

/** How one policy stands, in sentences. */
export function renderVerdicts({ standing, rto, schedule, timeZone }: PolicyOverview): Html {
  const [outcome, word] = STATES[standing.state];
  return html`<p>${stateOf(outcome, `${word}:`)} ${standing.reason}.</p>
    ${rto !== undefined && renderRto(rto)}
    ${schedule !== undefined && html`<p class="faint">Due at <code>${schedule}</code> (${timeZone}).</p>`}`;
}

function renderRto({ isMissed, reason, actualSeconds }: ObjectiveVerdict): Html {
  const outcome = isMissed ? 'bad' : actualSeconds === undefined ? 'missed' : 'good';
  const word = isMissed ? 'RTO missed:' : actualSeconds === undefined ? 'RTO not measured:' : 'RTO met:';
  return html`<p>${stateOf(outcome, word)} ${reason}.</p>`;
}
