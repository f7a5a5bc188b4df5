import type { Verdict } from '../../domain/retention/retention.ts';
import { renderTable, type TableStyle } from '../table.ts';

/** What retention says of backups, one a line, and why. */
export function renderVerdictList(verdicts: readonly Verdict[], style: TableStyle): string {
  return renderTable(
    [
      { heading: 'NAME', cell: ({ backup }) => backup },
      { heading: 'VERDICT', cell: wordOf, mood: ({ keep }) => (keep ? 'good' : 'bad') },
      { heading: 'WHY', cell: ({ reason }) => reason },
    ],
    verdicts,
    style,
  );
}

function wordOf({ keep }: Verdict): string {
  return keep ? 'keep' : 'delete';
}
