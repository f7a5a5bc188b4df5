import type { MissingRule } from '../../result/result.ts';
import type { AccessQuestion } from './needed-access.ts';

/** Verbs of RBAC by which somebody may grant what he does not hold himself. */
const ESCALATION: ReadonlySet<string> = new Set(['escalate', 'bind']);

/**
 * The rules that are missing, as few as say it exactly: in each namespace the types of one API group that lack the same
 * verbs are one rule. `answers` are those to `questions`, in their order; a missing answer is a no.
 */
export function missingRules(questions: readonly AccessQuestion[], answers: readonly boolean[]): MissingRule[] {
  const denied = questions.filter((_, at) => answers[at] !== true);
  const byType = Map.groupBy(denied, ({ namespace, group, resource, verb }) =>
    JSON.stringify([namespace ?? '', group, resource, isEscalation(verb)]),
  );
  const types = [...byType.values()].map((asked) => {
    const { namespace, group, resource } = asked[0]!;
    return { namespace, group, resource, verbs: [...new Set(asked.map(({ verb }) => verb))].toSorted() };
  });
  const byRule = Map.groupBy(types, ({ namespace, group, verbs }) => JSON.stringify([namespace ?? '', group, verbs]));
  return [...byRule.values()].map((alike): MissingRule => {
    const { namespace, group, verbs } = alike[0]!;
    const rule = { apiGroups: [group], resources: alike.map(({ resource }) => resource).toSorted(), verbs };
    return namespace === undefined ? rule : Object.assign(rule, { namespace });
  });
}

/** Whether a rule is not needed by a restore that holds itself what the roles and bindings in its plan grant. */
export function isInformation({ verbs }: MissingRule): boolean {
  return verbs.every(isEscalation);
}

/** `create, get deployments, statefulsets (apps) in namespace shop`: a missing rule as part of a sentence. */
export function describeRule({ namespace, apiGroups, resources, verbs }: MissingRule): string {
  const group = apiGroups.join('') === '' ? '' : ` (${apiGroups.join(', ')})`;
  const where = namespace === undefined ? 'cluster-wide' : `in namespace ${namespace}`;
  return `${verbs.join(', ')} ${resources.join(', ')}${group} ${where}`;
}

function isEscalation(verb: string): boolean {
  return ESCALATION.has(verb);
}
