import { RunError } from '../../../../domain/problem.ts';

/** What was asked for by name and is not there is no empty list. */
export function refuseMissing(noun: string, names: readonly string[], isThere: (name: string) => boolean): void {
  const missing = names.find((name) => !isThere(name));
  if (missing === undefined) return;
  throw new RunError('item-not-found', `There is no ${noun} ${missing} here, or the filters leave it out`, {
    hint: `See lifeboat list ${noun === 'policy' ? 'policies' : `${noun}s`}.`,
  });
}
