import type { Entry } from '../../entry.ts';
import { formatItemRef, type ItemRef } from '../../item.ts';
import type { Modified } from './modified.ts';
import type { ResourceModifiers } from './modifiers.ts';

/** Objects that one entry names. */
const MOST_NAMED = 5;

/** Gathers what became of the rules over all objects of a restore. */
export class ModifierUse {
  readonly #modifiers: ResourceModifiers | undefined;
  readonly #used = new Set<string>();
  /** Objects by the test that failed on them. */
  readonly #failedTests = new Map<string, ItemRef[]>();

  constructor(modifiers: ResourceModifiers | undefined) {
    this.#modifiers = modifiers;
  }

  /** Notes what the rules made of one object of the restore. */
  add(ref: ItemRef, { applied, failedTests, failures }: Modified): void {
    for (const name of [...applied, ...[...failedTests, ...failures].map(ruleOf)]) this.#used.add(name);
    for (const failed of failedTests) {
      const refs = this.#failedTests.get(failed) ?? [];
      this.#failedTests.set(failed, refs);
      refs.push(ref);
    }
  }

  /** One error for each test that failed: its rule did nothing, and only its author can tell whether that was meant. */
  errors(): Entry[] {
    return [...this.#failedTests].map(([failed, refs]) => failedTest(failed, refs));
  }

  /** One warning for each rule that is about no object of the restore. */
  warnings(): Entry[] {
    if (this.#modifiers === undefined) return [];
    const { rules, source } = this.#modifiers;
    const idle = rules.filter(({ name }) => !this.#used.has(name));
    return idle.map(({ name }) => ({
      code: 'modifier-unmatched',
      message: `No object of this restore satisfies the conditions of ${name} in ${source}`,
    }));
  }
}

function failedTest(failed: string, refs: readonly ItemRef[]): Entry {
  const named = refs.map(formatItemRef).toSorted().slice(0, MOST_NAMED).join(', ');
  const more = refs.length > MOST_NAMED ? ` and ${refs.length - MOST_NAMED} more` : '';
  const message = `${named}${more}: restored without a resource modifier, because its test failed: ${failed}; what must hold where other objects are to be passed over belongs under matches`;
  const [first, ...others] = refs;
  return { code: 'modifier-test-failed', message, ...(first !== undefined && others.length === 0 && { item: first }) };
}

function ruleOf(said: string): string {
  return said.slice(0, said.indexOf(':'));
}
