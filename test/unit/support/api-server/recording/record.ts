/**
 * Records the answers of a real API server, for the in-memory one to be compared with:
 * `node test/unit/support/api-server/recording/record.ts <url> <ca file> <token of a system:masters user>`.
 * The server needs the namespace, serviceaccount and root-ca-certificate-publisher controllers and should be new.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { type Answer, READER_RULES, replay } from './replay.ts';
import { SCENARIOS } from './scenarios.ts';
import { HOME } from './step.ts';

const [url = '', caFile = '', token = ''] = process.argv.slice(2);
const caPem = readFileSync(caFile, 'utf8');
const dispatcher = new Agent({ connect: { ca: caPem } });
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

async function create(path: string, object: object): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await request(`${url}${path}`, {
    dispatcher,
    method: 'POST',
    headers,
    body: JSON.stringify(object),
  });
  const text = await response.body.text();
  if (response.statusCode !== 201) throw new Error(text);
  return text;
}

/** The reader's rules as Roles, a ServiceAccount bound to them, and its token. */
async function createReader(): Promise<string> {
  await create('/api/v1/namespaces', { metadata: { name: HOME } });
  await create(`/api/v1/namespaces/${HOME}/serviceaccounts`, { metadata: { name: 'reader' } });
  const subjects = [{ kind: 'ServiceAccount', name: 'reader', namespace: HOME }];
  for (const kind of ['ClusterRole', 'Role']) {
    const base = kind === 'Role' ? `${RBAC}/namespaces/${HOME}/roles` : `${RBAC}/clusterroles`;
    const rules = READER_RULES.filter((rule) => (rule.namespace !== undefined) === (kind === 'Role'));
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name: 'replay-reader' };
    await create(base, { metadata: { name: 'replay-reader' }, rules });
    await create(base.replace(/roles$/, 'rolebindings'), { metadata: { name: 'replay-reader' }, roleRef, subjects });
  }
  const answer = await create(`/api/v1/namespaces/${HOME}/serviceaccounts/reader/token`, { spec: {} });
  return (JSON.parse(answer) as { readonly status: { readonly token: string } }).status.token;
}

const reader = await createReader();
const answers: (Answer & { readonly step: string })[] = [];
for await (const [step, answer] of replay(
  { url, caPem, tokens: { admin: token, reader } },
  Object.values(SCENARIOS).flat(),
)) {
  answers.push({ step, ...answer });
}
const lines = answers.map((answer) => JSON.stringify(answer));
writeFileSync(new URL('answers.jsonl', import.meta.url), `${lines.join('\n')}\n`);
await dispatcher.close();
