import type { HookRun } from '../hooks/hook-log.ts';
import { byteLength, encodeResult } from './document.ts';
import type { MissingRule, RunResult } from './result.ts';
import { hasTooManyItems, refillItems, withoutItems } from './truncate-items.ts';

/** How much of a result is kept: entries, other lists' members, and characters of every text. */
interface Budget {
  readonly entries: number;
  readonly members: number;
  readonly characters: number;
}

/** Bounds the document whatever it holds: no list and no text stays long. */
const STRICTEST: Budget = { entries: 5, members: 10, characters: 100 };

/** An empty list is closed on its own line as soon as it holds something. */
const MARGIN_BYTES = 16;

/** Tried in this order. */
const BUDGETS: readonly Budget[] = [
  { entries: 50, members: Number.POSITIVE_INFINITY, characters: Number.POSITIVE_INFINITY },
  { entries: 50, members: 200, characters: 1_000 },
  { entries: 20, members: 50, characters: 300 },
];

/**
 * A result whose document is at most `maxBytes` long (256 KiB or more). What is too large keeps its counts and the
 * first 50 errors and warnings, fewer and shorter ones where even that is too much, then as many items of a restore as
 * there is room for, and is marked `truncated`.
 */
export function truncateResult(result: RunResult, maxBytes: number): RunResult {
  const fits = (kept: RunResult): boolean => byteLength(encodeResult(kept)) <= maxBytes;
  if (!hasTooManyItems(result, maxBytes) && fits(result)) return result;
  const bare = withoutItems(result);
  for (const budget of BUDGETS) {
    const kept = keepWithin(bare, budget);
    if (fits(kept)) return withItemsThatFit(kept, { result, budget, maxBytes });
  }
  return keepWithin(bare, STRICTEST);
}

function withItemsThatFit(
  kept: RunResult,
  { result, budget, maxBytes }: { readonly result: RunResult; readonly budget: Budget; readonly maxBytes: number },
): RunResult {
  const room = maxBytes - byteLength(encodeResult(kept)) - MARGIN_BYTES;
  const items = result.restore?.items?.map((item) => clipTexts(item, Math.min(budget.characters, 300)) as typeof item);
  return refillItems(kept, items, room);
}

function keepWithin(result: RunResult, { entries, members, characters }: Budget): RunResult {
  const rules = result.restore?.missingRules;
  const shorter = {
    ...result,
    errors: result.errors.slice(0, entries),
    warnings: result.warnings.slice(0, entries),
    attempts: result.attempts.slice(-members),
    ...(result.types && { types: result.types.slice(0, members) }),
    ...(result.removal && {
      removal: { ...result.removal, backups: result.removal.backups.slice(0, members) },
    }),
    ...(result.verification && {
      verification: { ...result.verification, backups: result.verification.backups.slice(0, members) },
    }),
    ...(result.verdicts && { verdicts: result.verdicts.slice(0, members) }),
    ...(result.hooks && { hooks: firstOfEach(result.hooks, members) }),
    ...(result.hookStateDetails && { hookStateDetails: result.hookStateDetails.slice(0, members) }),
    ...(result.problems && { problems: result.problems.slice(0, members) }),
    ...(result.overrides && { overrides: result.overrides.slice(0, members) }),
    ...(rules && {
      restore: { ...result.restore, missingRules: rules.slice(0, members).map((rule) => shortRule(rule, members)) },
    }),
    truncated: true,
  };
  return clipTexts(shorter, characters) as RunResult;
}

/** Hooks that failed are told before those that did not. */
function firstOfEach(hooks: readonly HookRun[], members: number): readonly HookRun[] {
  return hooks.toSorted((a, b) => Number(a.outcome === 'success') - Number(b.outcome === 'success')).slice(0, members);
}

function shortRule(rule: MissingRule, members: number): MissingRule {
  const { resources, resourceNames } = rule;
  return {
    ...rule,
    resources: resources.slice(0, members),
    ...(resourceNames && { resourceNames: resourceNames.slice(0, members) }),
  };
}

/** Shortens every text of a document; a character outside the basic plane is never cut in half. */
function clipTexts(value: unknown, characters: number): unknown {
  if (typeof value === 'string') return clipText(value, characters);
  if (Array.isArray(value)) return value.map((member) => clipTexts(member, characters));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, clipTexts(member, characters)]));
}

function clipText(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const kept = text.slice(0, characters - 1);
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}
