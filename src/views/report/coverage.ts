import type { Count, Coverage } from '../../domain/report/overview.ts';
import { formatCount } from '../units.ts';
import { dataTable } from './data-table.ts';
import { html, type Html, NOTHING } from './html.ts';
import { stateOf } from './texts.ts';

/** Longer tables are cut, and say by how much. */
const MOST_ROWS = 40;

/** What the newest good backup holds, by namespace and by type, and whether the data of volumes is among it. */
export function renderCoverage(coverage: Coverage | undefined): Html {
  if (coverage === undefined) return NOTHING;
  const { backup, namespaces, types, clusterScoped, claims } = coverage;
  const scoped = clusterScoped === 0 ? [] : [{ name: '(cluster-scoped)', items: clusterScoped }];
  return html`<h3>What ${backup} holds</h3>
    <p>${claimsText(claims)}</p>
    <div class="columns">
      ${renderCounts('Namespace', [...namespaces, ...scoped], namespaces.length)}
      ${renderCounts('Type', types, types.length)}
    </div>`;
}

function claimsText(claims: Coverage['claims']): Html {
  if (claims === undefined) return html`It does not say how its volumes are protected.`;
  if (claims.total === 0) return html`It has no PersistentVolumeClaims.`;
  if (claims.notProtected === 0)
    return stateOf('good', `The data of all ${formatCount(claims.total, 'claim')} is in it`);
  return stateOf('bad', `The data of ${claims.notProtected} of ${formatCount(claims.total, 'claim')} is NOT in it`);
}

function renderCounts(title: string, counts: readonly Count[], total: number): Html {
  if (counts.length === 0) return NOTHING;
  const most = Math.max(...counts.map(({ items }) => items), 1);
  const rest = counts.slice(MOST_ROWS);
  const rows = counts.slice(0, MOST_ROWS).map(({ name, items }) => renderCount(name, items, renderBar(items / most)));
  const others = rest.reduce((sum, { items }) => sum + items, 0);
  const last = rest.length === 0 ? [] : [renderCount(`and ${formatCount(rest.length, 'other')}`, others, NOTHING)];
  return dataTable([title, { number: 'Items' }, 'Share'], [...rows, ...last], formatCount(total, title.toLowerCase()));
}

function renderCount(name: string, items: number, bar: Html): Html {
  return html`<tr>
    <td>${name}</td>
    <td class="number">${items}</td>
    <td>${bar}</td>
  </tr>`;
}

function renderBar(share: number): Html {
  const width = Math.max(1, Math.round(share * 100));
  return html`<svg viewBox="0 0 100 10" width="100" height="10" preserveAspectRatio="none" aria-hidden="true">
    <rect class="bar" width="${width}" height="10" />
  </svg>`;
}
