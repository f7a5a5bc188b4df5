import type { RunContext } from '../base/context.ts';
import { mapConcurrent } from '../base/concurrent.ts';
import type { AccessCheck, AccessRule } from './cluster.ts';
import { askJson } from './transport/ask.ts';
import type { Transport } from './transport/transport.ts';

const API = 'authorization.k8s.io/v1';
const AT_ONCE = 8;
const WHAT = 'ask for our own permissions';

/** Asks the server's authorizer about each check (SelfSubjectAccessReview); answers come in the order of the checks. */
export async function mayI(ctx: RunContext, transport: Transport, checks: readonly AccessCheck[]): Promise<boolean[]> {
  return mapConcurrent(checks, AT_ONCE, async ({ verb, group, resource, namespace, name }) => {
    const resourceAttributes = { verb, group, resource, namespace, name };
    const status = await review(ctx, transport, 'SelfSubjectAccessReview', { resourceAttributes });
    return status['allowed'] === true;
  });
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
    isComplete: status['incomplete'] !== true,
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
