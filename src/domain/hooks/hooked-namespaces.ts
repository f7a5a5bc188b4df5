import { isListed, isPattern } from '../selection/glob.ts';
import type { BackupHookRule } from './backup-hooks.ts';

/**
 * Selected namespaces in which somebody expects hooks to run: those that a rule takes in, and that the rule or the
 * policy (`areNamed`) names one by one. A rule for whatever is there says nothing about a single namespace.
 */
export function hookedNamespaces(
  rules: readonly BackupHookRule[],
  selected: readonly string[],
  areNamed: boolean,
): string[] {
  return selected.filter((namespace) =>
    rules.some(({ pods: { includedNamespaces, excludedNamespaces } }) => {
      const isNamed = areNamed || (includedNamespaces.includes(namespace) && !isPattern(namespace));
      return isNamed && isListed(namespace, includedNamespaces, excludedNamespaces);
    }),
  );
}
