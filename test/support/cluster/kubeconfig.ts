/** A kubeconfig (YAML) for one user with a bearer token; `namespace` is what commands use without `--namespace`. */
export function kubeconfigYaml(url: string, caPem: string, token: string, namespace = 'default'): string {
  const ca = Buffer.from(caPem).toString('base64');
  return `apiVersion: v1
kind: Config
current-context: test
contexts: [{name: test, context: {cluster: test, user: test, namespace: ${namespace}}}]
clusters: [{name: test, cluster: {server: "${url}", certificate-authority-data: ${ca}}}]
users: [{name: test, user: {token: "${token}"}}]
`;
}
