import { mapConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import type { Entry } from '../../../domain/entry.ts';
import type { SuccessCondition } from '../../../domain/restore/conditions/success-condition.ts';
import type { CheckedCondition } from '../../../domain/result/result.ts';
import { look, type Look, type Looking } from './look.ts';

/** Conditions that are looked at beside each other: each has a time of its own. */
const PARALLEL = 50;

/** Waits until every condition holds, each for as long as it may take. Returns how each ended, in the policy's order. */
export async function awaitConditions(
  ctx: RunContext,
  looking: Looking,
  conditions: readonly SuccessCondition[],
): Promise<readonly CheckedCondition[]> {
  return mapConcurrent([...conditions], PARALLEL, async (condition) => awaitOne(ctx, looking, condition));
}

/** What the conditions that do not hold are among a result's errors. */
export function unmetEntries(checked: readonly CheckedCondition[]): Entry[] {
  return checked
    .filter(({ isMet }) => !isMet)
    .map(({ name, found, seconds }) => {
      const message = `After the restore it does not hold that ${name}: ${found}, after ${seconds} s`;
      return { code: 'success-condition-unmet', message };
    });
}

async function awaitOne(ctx: RunContext, looking: Looking, condition: SuccessCondition): Promise<CheckedCondition> {
  const startedAt = ctx.clock.monotonicMs();
  for (;;) {
    const { isMet, isFinal, found }: Look = await look(ctx, looking, condition);
    const passed = ctx.clock.monotonicMs() - startedAt;
    if (isMet || isFinal || passed >= condition.timeoutMs) {
      const seconds = Math.round(passed / 1_000);
      ctx.log.info({ condition: condition.name, isMet, found, seconds }, 'success condition');
      return { name: condition.name, isMet, found, seconds };
    }
    const left = condition.timeoutMs - passed;
    await ctx.clock.pause(Math.min(ctx.timings.hookPollEveryMs, left), ctx.signal);
  }
}
