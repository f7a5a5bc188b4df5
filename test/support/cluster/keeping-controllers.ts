/**
 * Value of `--controllers` for clusters in which nothing edits what was written: namespaces end and have their accounts,
 * certificates and tokens, cluster roles are aggregated, and that is all.
 */
export const KEEPING_CONTROLLERS = [
  'clusterrole-aggregation-controller',
  'namespace-controller',
  'root-ca-certificate-publisher-controller',
  'serviceaccount-controller',
  'serviceaccount-token-controller',
].join(',');

/** Paths of what controllers give every namespace. */
export function givenToNamespace(namespace: string): readonly string[] {
  const base = `/api/v1/namespaces/${namespace}`;
  return [`${base}/serviceaccounts/default`, `${base}/configmaps/kube-root-ca.crt`];
}
