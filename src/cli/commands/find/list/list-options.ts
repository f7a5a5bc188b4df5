import type { OptionSpecs } from '../../../arguments/option.ts';
import { OUTPUT_OPTIONS_OF_RUNS } from '../../../output.ts';
import { SOURCE_OPTIONS } from '../sources.ts';

/** What narrows a list down; each but the regular expression is short for a term of a filter. */
export const NARROWING_OPTIONS = {
  filter: {
    type: 'string',
    valueName: 'TERMS',
    description: "Such as 'state=FAILED,bytes>1Gi,started>7d'; see lifeboat help finding",
  },
  state: { type: 'list', valueName: 'STATE', description: 'In these states, in the words of any interface' },
  policy: { type: 'list', valueName: 'NAME', description: 'Of these policies (or Velero schedules)' },
  since: { type: 'string', valueName: 'WHEN', description: 'Begun since then: 2026-11-21, 2026-11-21T02:17:00Z, 7d' },
  until: { type: 'string', valueName: 'WHEN', topic: 'finding', description: 'Begun before then' },
  phase: { type: 'list', valueName: 'PHASE', topic: 'finding', description: 'Same as --state' },
  name: { type: 'list', valueName: 'NAME', topic: 'finding', description: 'Called so' },
  nameLike: { type: 'string', valueName: 'PATTERN', topic: 'finding', description: "Called like 'shop%' (SQL’s LIKE)" },
  nameRegex: {
    type: 'string',
    valueName: 'REGEX',
    topic: 'finding',
    description: 'With names in which the expression (RE2) is found',
  },
  cluster: { type: 'list', valueName: 'NAME', topic: 'finding', description: 'Of these clusters' },
  project: { type: 'list', valueName: 'NAME', topic: 'finding', description: 'With the label lifeboat.dev/project' },
  backup: { type: 'list', valueName: 'NAME', topic: 'finding', description: 'Runs and restores of these backups' },
  selector: {
    type: 'string',
    short: 'l',
    valueName: 'SELECTOR',
    topic: 'finding',
    description: 'Restores and their runs with these labels: team=shop',
  },
  finished: { type: 'boolean', topic: 'finding', description: 'Runs that have ended, or have not' },
  entity: {
    type: 'string',
    valueName: 'KIND/NAME',
    topic: 'finding',
    description: 'Backups whose selection has namespace/<name> in it, or that are of cluster/<name>',
  },
  entityType: {
    type: 'string',
    valueName: 'TYPE',
    topic: 'finding',
    description: 'Backups of a cluster, of a namespace, or of an application (by labels)',
  },
} as const satisfies OptionSpecs;

/** In which order, and how much at a time. */
export const PAGING_OPTIONS = {
  orderBy: { type: 'string', valueName: 'KEY', description: 'name, started, completed, bytes, state, …' },
  direction: { type: 'choice', choices: ['asc', 'desc'], topic: 'finding', description: 'Of the order; newest first' },
  size: { type: 'integer', minimum: 1, valueName: 'N', description: 'Rows a page; all of them where it is not given' },
  page: { type: 'integer', minimum: 1, default: 1, topic: 'finding', description: 'Which page' },
  continue: { type: 'string', valueName: 'TOKEN', topic: 'finding', description: 'Go on where a page ended' },
  archives: {
    type: 'boolean',
    topic: 'finding',
    description: 'Look for each archive that is listed, a request each; done anyway for up to 100',
  },
} as const satisfies OptionSpecs;

/** Every option of `lifeboat list`. */
export const LIST_OPTIONS = {
  ...SOURCE_OPTIONS,
  ...NARROWING_OPTIONS,
  ...PAGING_OPTIONS,
  ...OUTPUT_OPTIONS_OF_RUNS,
} as const;
