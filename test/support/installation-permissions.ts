import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { AuditEvent } from './cluster/audit-log.ts';
import { NAMESPACE } from './installation.ts';

/** A row of the table in `docs/permissions.md`. */
interface DocumentedRule {
  readonly isClusterWide: boolean;
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly verbs: readonly string[];
}

const PAGE = new URL('../../docs/permissions.md', import.meta.url);
const ROW = /^\| [^|]+ \| (cluster|own namespace)[^|]* \| `(\{apiGroups[^`]+\})`/gm;

const rules: readonly DocumentedRule[] = [...readFileSync(PAGE, 'utf8').matchAll(ROW)].map(([, where, rule = '']) => {
  const { apiGroups, resources, resourceNames = [], verbs } = parse(rule) as Partial<DocumentedRule>;
  return { isClusterWide: where === 'cluster', apiGroups, resources, resourceNames, verbs } as DocumentedRule;
});

/** Whether the rules that `docs/permissions.md` asks for, and those that every cluster gives to all, allow a request. */
export function isDocumented({ verb, requestURI, objectRef }: AuditEvent): boolean {
  const { resource, apiGroup = '', namespace, subresource } = objectRef ?? {};
  if (resource === undefined) return verb === 'get' && /^\/(api|apis|version)\b/.test(requestURI); // system:discovery
  if (apiGroup === 'authorization.k8s.io') return verb === 'create' && resource.startsWith('selfsubject'); // system:basic-user
  const covers = (values: readonly string[], value: string): boolean => values.includes('*') || values.includes(value);
  return rules.some(
    (rule) =>
      (rule.isClusterWide || namespace === NAMESPACE) &&
      rule.resourceNames.length === 0 &&
      subresource === undefined &&
      covers(rule.apiGroups, apiGroup) &&
      covers(rule.resources, resource) &&
      covers(rule.verbs, verb),
  );
}
