import type { RunContext } from '../base/context.ts';
import { mapConcurrent } from '../base/concurrent.ts';
import { isAllowed } from './access-rules.ts';
import type { AccessCheck, AccessRule } from './cluster.ts';
import { askJson } from './transport/ask.ts';
import type { Transport } from './transport/transport.ts';

const API = 'authorization.k8s.io/v1';
const AT_ONCE = 16;
/** From so many checks in one namespace on, its rules are asked for once instead. */
const WORTH_RULES = 4;
const WHAT = 'ask for our own permissions';

/**
 * Answers each check as the server's authorizer does, in the order of the checks. Where many are about one namespace,
 * the rules that hold there decide, if the authorizer can tell them all; else it is asked about each check. What holds
 * at cluster scope is always asked, because the rules of a namespace do not tell which of them hold elsewhere too.
 */
export async function mayI(ctx: RunContext, transport: Transport, checks: readonly AccessCheck[]): Promise<boolean[]> {
  const byNamespace = Map.groupBy(checks, ({ namespace }) => namespace);
  const many = [...byNamespace].filter(([namespace, of]) => namespace !== undefined && of.length >= WORTH_RULES);
  const known = await mapConcurrent(many, AT_ONCE, async ([namespace]) => {
    const { rules, isComplete } = await rulesIn(ctx, transport, namespace!);
    return [namespace, isComplete ? rules : undefined] as const;
  });
  const rulesOf = new Map(known);
  const asked = new Map<string, Promise<boolean>>();
  return mapConcurrent(checks, AT_ONCE, async (check) => {
    const rules = rulesOf.get(check.namespace);
    if (rules !== undefined) return isAllowed(rules, check);
    const key = JSON.stringify([check.verb, check.group, check.resource, check.namespace, check.name]);
    const answer = asked.get(key) ?? askOne(ctx, transport, check);
    asked.set(key, answer);
    return answer;
  });
}

async function askOne(ctx: RunContext, transport: Transport, check: AccessCheck): Promise<boolean> {
  const { verb, group, namespace, name } = check;
  const [resource, subresource] = check.resource.split('/');
  const resourceAttributes = { verb, group, resource, subresource, namespace, name };
  const status = await review(ctx, transport, 'SelfSubjectAccessReview', { resourceAttributes });
  return status['allowed'] === true;
}

/** The rules that hold for us in one namespace (SelfSubjectRulesReview), cluster-wide ones included. */
export async function rulesIn(
  ctx: RunContext,
  transport: Transport,
  namespace: string,
): Promise<{ readonly rules: readonly AccessRule[]; readonly isComplete: boolean }> {
  const status = await review(ctx, transport, 'SelfSubjectRulesReview', { namespace });
  const rules = (status['resourceRules'] ?? []) as readonly Partial<AccessRule>[];
  return {
    rules: rules.map(({ verbs = [], apiGroups = [], resources = [], resourceNames = [] }) => ({
      verbs,
      apiGroups,
      resources,
      resourceNames,
    })),
    isComplete: status['incomplete'] === false,
  };
}

/** A review is a create that leaves nothing behind, and so may be asked again. */
async function review(
  ctx: RunContext,
  transport: Transport,
  kind: 'SelfSubjectAccessReview' | 'SelfSubjectRulesReview',
  spec: object,
): Promise<Readonly<Record<string, unknown>>> {
  const path = `/apis/${API}/${kind.toLowerCase()}s`;
  const body = JSON.stringify({ apiVersion: API, kind, spec });
  const { value } = await askJson(ctx, transport, { method: 'POST', path, body, what: WHAT });
  return (value as { readonly status?: Readonly<Record<string, unknown>> }).status ?? {};
}
