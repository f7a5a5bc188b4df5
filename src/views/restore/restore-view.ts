import type { Entry } from '../../domain/entry.ts';
import { WAVES } from '../../domain/restore/order.ts';
import type { PlannedAction } from '../../domain/restore/plan.ts';
import { describeRule, isInformation } from '../../domain/restore/rights/missing-rules.ts';
import type { RestoredItem, RestoreSummary, RunResult } from '../../domain/result/result.ts';
import { displayWidth } from '../display-width.ts';
import { fewLines, oneLine } from '../one-line.ts';
import { type Mood, paint } from '../paint.ts';
import { restoreLines } from '../summary/restore-lines.ts';
import { renderSummary } from '../summary.ts';
import { type Column, renderTable } from '../table.ts';
import { ENDED, PLANNED, sumOf, wordsOf } from './counts.ts';
import { formatCount } from '../units.ts';
import {
  entriesBeside,
  groupByType,
  groupItems,
  groupToLines,
  type TypeGroup,
  warningsBeside,
  withTarget,
} from './item-groups.ts';

/** How a restore is shown. */
export interface RestoreStyle {
  /** Names every item and lets lines be as long as they are; else lists are short and lines fit 80 columns. */
  readonly isWide?: boolean;
  readonly hasColour?: boolean;
}

const NARROW = 80;
/** Longer lists are cut where the view is not wide. */
const SHOWN = 20;
/** Lines for what is behind an item: enough for a remedy, too short for what a webhook may answer. */
const WHY_LINES = 3;
/** Lines for a right that is missing: it may name every type of an API group. */
const RULE_LINES = 5;

/**
 * A restore for people: its plan, or what became of it. First the counts, wave by wave; then everything that somebody
 * should look at, with the reason; then what is simply created, by type; last what to do next. Without a plan, the
 * summary.
 */
export function renderRestore(result: RunResult, style: RestoreStyle = {}): string {
  const { restore } = result;
  if (restore?.items === undefined) {
    return [renderSummary(result), restore && ruleSection(restore, style)].filter((part) => part).join('\n');
  }
  const groups = groupItems(restore.items);
  const { plain, ...listed } = groups;
  const told = Object.values(listed).flat();
  const sections = [
    header(result),
    restore.ended === undefined ? waveTable(restore.items) : '',
    itemSection(restore.ended ? 'Failed' : 'Cannot be restored', groups.failed, { ...style, mood: 'bad' }),
    itemSection(restore.ended ? 'Not restored' : 'Will not be restored', groups.skipped, {
      ...style,
      mood: 'doubtful',
    }),
    itemSection(restore.ended ? 'Changed' : 'Will be changed', groups.changed, { ...style, mood: 'doubtful' }),
    itemSection(restore.ended ? 'Deleted and created anew' : 'Will be deleted and created anew', groups.recreated, {
      ...style,
      mood: 'doubtful',
    }),
    itemSection('Only the restore itself can tell', groups.undecided, { ...style, mood: 'doubtful' }),
    entrySection('Errors', entriesBeside(result.errors, told), style),
    entrySection('Warnings', warningsBeside(result.warnings, told), style),
    appSection(restore, style),
    ruleSection(restore, style),
    needlessSection(groups.needless, style),
    restore.ended === undefined ? typeSection('Will be created', creates(plain), style) : '',
    truncationNote(result),
    `${oneLine(restoreLines(result).at(-1) ?? '', 600)}\n`,
  ];
  return sections.filter((section) => section !== '').join('\n');
}

/** What it is, where it comes from and goes to, and how many items end how: one short line each. */
function header({ restore, phase, cluster, overrides = [] }: RunResult): string {
  const adHoc = overrides.length === 0 ? '' : ` (ad hoc: ${overrides.join(' ')})`;
  const counts = restore?.ended ? wordsOf(ENDED, restore.ended) : wordsOf(PLANNED, restore?.planned ?? {});
  const lines = [
    `Restore ${restore?.name}: ${phase}${adHoc}`,
    ...(restore?.backup === undefined ? [] : [`From backup ${restore.backup}`]),
    ...(cluster === undefined ? [] : [`Into cluster ${cluster.name}`]),
    `${formatCount(sumOf(restore?.planned), 'item')}: ${counts}`,
  ];
  return lines.map((line) => `${oneLine(line, 600)}\n`).join('');
}

const ACTION_HEADINGS: Readonly<Record<PlannedAction, string>> = {
  create: 'CREATE',
  update: 'UPDATE',
  recreate: 'RECREATE',
  unchanged: 'UNCHANGED',
  unknown: 'UNDECIDED',
  skip: 'SKIP',
  fail: 'FAIL',
};

/** One line for each wave that has items, in order; a column for each action that occurs. */
function waveTable(items: readonly RestoredItem[]): string {
  const byWave = Map.groupBy(items, ({ wave }) => wave);
  const rows = WAVES.filter((wave) => byWave.has(wave));
  const actions = (Object.keys(ACTION_HEADINGS) as PlannedAction[]).filter((it) =>
    items.some(({ action }) => action === it),
  );
  const count = (wave: (typeof rows)[number], wanted: PlannedAction): string => {
    const found = (byWave.get(wave) ?? []).filter(({ action }) => action === wanted).length;
    return found === 0 ? '' : String(found);
  };
  return renderTable<(typeof rows)[number]>(
    [
      { heading: 'WAVE', cell: (wave) => wave },
      ...actions.map((action) => ({
        heading: ACTION_HEADINGS[action],
        cell: (wave: (typeof rows)[number]) => count(wave, action),
      })),
    ],
    rows,
  );
}

interface SectionStyle extends RestoreStyle {
  readonly mood?: Mood;
}

/** Each item on a line, what is behind it on the next; where the view is not wide, only the first time. */
function itemSection(title: string, items: readonly RestoredItem[], style: SectionStyle): string {
  const told = new Set<string>();
  const lines = style.isWide
    ? items.map((item) => ({ name: withTarget(item.item, item), items: [item] as const }))
    : groupToLines(items);
  const parts = lines.map(({ name, items: of }): Part => {
    const { reason, detail } = of[0];
    const why = [reason, detail].filter((part) => part !== undefined).join(': ');
    const isTold = !style.isWide && reason !== undefined && told.has(why);
    told.add(why);
    return { lines: why === '' ? [name] : [name, `  ${isTold ? reason : why}`], count: of.length };
  });
  return section(title, parts, style);
}

function entrySection(title: string, entries: readonly Entry[], style: RestoreStyle): string {
  const parts = entries.map(({ code, message }): Part => ({ lines: [code, `  ${message}`], count: 1 }));
  return section(title, parts, style);
}

/** What stands still meanwhile: in a plan, and afterwards where it still does. */
function appSection({ apps = [], ended }: RestoreSummary, style: RestoreStyle): string {
  const told = ended === undefined ? apps : apps.filter(({ end }) => end === 'stopped' || end === 'failed');
  const parts = told.map(({ item, stop }): Part => ({ lines: [`${item}: ${stop}`], count: 1 }));
  const title = ended === undefined ? 'Will stand still while it writes' : 'Stopped, and not started again';
  return section(title, parts, { ...style, mood: ended === undefined ? 'doubtful' : 'bad' });
}

function ruleSection({ missingRules = [] }: RestoreSummary, style: RestoreStyle): string {
  const rules = missingRules.filter((rule) => !isInformation(rule));
  return section(
    'Missing rights',
    rules.map((rule): Part => {
      const text = describeRule(rule);
      const lines = fewLines(text, NARROW - 4, RULE_LINES).map((line, i) => (i === 0 ? line : `  ${line}`));
      return { lines: style.isWide ? [text] : lines, count: 1 };
    }),
    { ...style, mood: 'bad' },
  );
}

/** What is left out without harm is told in full only where everything is. */
function needlessSection(items: readonly RestoredItem[], style: RestoreStyle): string {
  if (style.isWide) return itemSection('Left out without harm', items, style);
  const byReason = Map.groupBy(items, ({ reason = '' }) => reason);
  const parts = [...byReason].map(([reason, of]): Part => ({ lines: [`${of.length} ${reason}`], count: of.length }));
  return section('Left out without harm', parts, style);
}

/** One thing of a section, and how many items, entries or rules it tells of. */
interface Part {
  readonly lines: readonly string[];
  readonly count: number;
}

function section(
  title: string,
  parts: readonly Part[],
  { isWide = false, hasColour = false, mood }: SectionStyle,
): string {
  if (parts.length === 0) return '';
  const shown = isWide ? parts : parts.slice(0, SHOWN);
  const total = sumOfParts(parts);
  const left = total - sumOfParts(shown);
  const lines = [...shown.flatMap((part) => part.lines), ...(left > 0 ? [`and ${left} more; -o wide names them`] : [])];
  const heading = paint(`${title} (${total})`, hasColour ? mood : undefined);
  return `${heading}\n${lines.map((line) => indented(line, isWide)).join('')}`;
}

function sumOfParts(parts: readonly Part[]): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}

function indented(line: string, isWide: boolean): string {
  const depth = line.startsWith('  ') ? 4 : 2;
  const lines = isWide ? [oneLine(line, 600)] : fewLines(line, NARROW - depth, depth === 4 ? WHY_LINES : 1);
  return lines.map((part) => `${' '.repeat(depth)}${part}\n`).join('');
}

function creates(items: readonly RestoredItem[]): RestoredItem[] {
  return items.filter(({ action }) => action === 'create');
}

function typeSection(title: string, items: readonly RestoredItem[], { isWide = false }: RestoreStyle): string {
  if (items.length === 0) return '';
  const groups = groupByType(items);
  const widest = Math.max(4, ...groups.map(({ type }) => displayWidth(type)));
  const room = isWide ? 600 : Math.max(10, NARROW - 2 - Math.min(widest, 50) - 3 - 5 - 3);
  const columns: readonly Column<TypeGroup>[] = [
    { heading: 'TYPE', cell: ({ type }) => (isWide ? type : oneLine(type, 50)) },
    { heading: 'ITEMS', cell: ({ count }) => String(count) },
    { heading: 'NAMESPACES', cell: ({ namespaces }) => shortList(namespaces, room) },
  ];
  const table = renderTable(columns, groups);
  return `${title} (${items.length})\n${table.replaceAll(/^(?=.)/gm, '  ')}`;
}

/** As many names as there is room for: `shop, vault and 3 more`. */
function shortList(names: readonly string[], room: number): string {
  for (let shown = names.length; shown > 0; shown--) {
    const left = names.length - shown;
    const text = `${names.slice(0, shown).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
    if (text.length <= room) return text;
  }
  return names.length === 0 ? '' : String(names.length);
}

function truncationNote({ truncated }: RunResult): string {
  return truncated ? 'Items were left out of this document to keep it small; the counts are whole.\n' : '';
}
