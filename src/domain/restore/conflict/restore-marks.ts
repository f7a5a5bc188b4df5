import { BACKUP_LABEL, RESTORE_LABEL } from '../prepare/prepare.ts';

/** Labels that say where an object came from, and not what it is: they never make a difference. */
export const RESTORE_MARKS: readonly string[] = [BACKUP_LABEL, RESTORE_LABEL];
