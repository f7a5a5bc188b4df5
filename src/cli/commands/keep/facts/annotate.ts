import { markCommand } from './mark-command.ts';

/** `lifeboat annotate <backup>… key=value key-`. */
export const annotate = markCommand('annotate', { what: 'annotations', example: "note='before the move'" });
