import type { Work } from '../action.ts';
import type { RestoreOrder } from '../services.ts';
import type { Probe } from './conditions/look.ts';
import type { SourceGuard } from './source-guard.ts';

/** What one restore works with, after lock and claim. */
export type RestoreWork = Work<RestoreOrder> & { readonly probe: Probe; readonly guard: Pick<SourceGuard, 'begin'> };
