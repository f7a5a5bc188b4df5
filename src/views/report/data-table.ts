import { html, type Html } from './html.ts';

/** A column's title; numbers stand at its right. */
export type Heading = string | { readonly number: string };

/** A table that scrolls by itself where a screen is too narrow for it. */
export function dataTable(headings: readonly Heading[], rows: readonly Html[], caption?: string): Html {
  return html`<div class="wide">
    <table>
      ${
        caption !== undefined &&
        html`<caption>
          ${caption}
        </caption>`
      }
      <thead>
        <tr>
          ${headings.map(renderHeading)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function renderHeading(heading: Heading): Html {
  if (typeof heading === 'string') return html`<th scope="col">${heading}</th>`;
  return html`<th scope="col" class="number">${heading.number}</th>`;
}
