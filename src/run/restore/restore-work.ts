import type { Work } from '../action.ts';
import type { RestoreOrder } from '../services.ts';

/** What one restore works with, after lock and claim. */
export type RestoreWork = Work<RestoreOrder>;
