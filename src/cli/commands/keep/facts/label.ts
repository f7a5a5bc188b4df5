import { markCommand } from './mark-command.ts';

/** `lifeboat label <backup>… key=value key-`. */
export const label = markCommand('label', { what: 'labels', example: 'team=shop' });
