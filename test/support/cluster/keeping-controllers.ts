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
