import { describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../src/policy/parse.ts';

const NOW = new Date('2026-11-21T00:00:00Z');
const HEAD = `apiVersion: lifeboat.dev/v1alpha1
kind: StorageLocation
metadata: {name: default}
spec: {filesystem: {path: /b}}
---
apiVersion: lifeboat.dev/v1alpha1
kind: RestorePolicy
metadata: {name: back}
spec:
  backupName: nightly-1
  successConditions:
`;

function parse(condition: string) {
  const { documents, diagnostics } = parsePolicies([{ name: 'p.yaml', text: `${HEAD}    - {${condition}}\n` }], NOW);
  const policy = documents.find((document) => document.kind === 'RestorePolicy');
  const messages = diagnostics.map(
    ({ path, message }) => `${path?.replace('spec.successConditions[0]', '')}: ${message}`,
  );
  return { condition: policy?.successConditions?.[0], messages };
}

const WEB = 'object: {resource: deploy, namespace: shop, name: web}';
const OBJECT = { resource: 'deploy', namespace: 'shop', name: 'web' };

describe('success conditions', () => {
  it.each([
    [
      `${WEB}, condition: Available`,
      {
        name: 'deploy/shop/web has Available=True',
        timeoutMs: 300_000,
        type: 'condition',
        object: OBJECT,
        condition: { type: 'Available', status: 'True' },
      },
    ],
    [`${WEB}, condition: Progressing=False, timeout: 10s`, { timeoutMs: 10_000, condition: { status: 'False' } }],
    [
      `name: it is up, ${WEB}, jsonPath: "{.status.readyReplicas}", atLeast: 2`,
      {
        name: 'it is up',
        type: 'value',
        path: [{ field: 'status' }, { field: 'readyReplicas' }],
        test: { atLeast: 2 },
      },
    ],
    [
      'objects: {resource: pods, namespace: shop, labelSelector: {matchLabels: {app: web}}}, atMost: 3',
      { type: 'count', objects: { labelSelector: 'app=web' }, atLeast: undefined, atMost: 3 },
    ],
    [
      'http: {url: "http://web.shop.svc/health?x=1", allowHttp: true, allowPrivate: true, contains: ok}',
      { name: 'http://web.shop.svc answers', type: 'http', status: undefined, contains: 'ok', allowPrivate: true },
    ],
  ])('%s', (text, condition) => {
    const parsed = parse(text);

    expect(parsed.messages).toEqual([]);
    expect(parsed.condition).toMatchObject(condition);
  });

  it.each([
    ['name: nothing', ': asks nothing, or several things: give one of object, objects, http'],
    [`${WEB}, http: {url: "https://a.example"}`, ': asks nothing, or several things'],
    [WEB, ': asks nothing of its object, or two things'],
    [`${WEB}, condition: Ready, jsonPath: .a`, ': asks nothing of its object, or two things'],
    [`${WEB}, condition: Ready, equals: x`, '.equals: goes with jsonPath'],
    ['objects: {resource: pods}', ': does not say how many objects'],
    ['objects: {resource: pods}, equals: "2"', '.equals: goes with jsonPath; objects are counted'],
    ['objects: {resource: pods}, atLeast: 3, atMost: 2', '.atMost: is less than atLeast'],
    ['objects: {resource: pods}, atLeast: 3, condition: Ready', '.condition: goes with object'],
    ['http: {url: "https://a.example"}, atLeast: 3', '.atLeast: goes with object'],
    [`${WEB}, jsonPath: ".a[?(@.b)]"`, '.jsonPath: is no path that is read here'],
    ['http: {url: "http://a.example"}', '.http.url: is not https, which needs allowHttp: true'],
    ['http: {url: "https://me:you@a.example"}', '.http.url: holds credentials; none are ever sent'],
    ['http: {url: nowhere}', '.http.url: is no address'],
    ['http: {url: "file:///etc/passwd", allowHttp: true}', '.http.url: is neither https nor http'],
    [`${WEB}, condition: Ready, timeout: 0s`, '.timeout: '],
    [`${WEB}, condition: Ready, wait: 0s`, 'there is no field "wait" here'],
  ])('%s is refused', (text, message) => {
    expect(parse(text).messages).toEqual([expect.stringContaining(message)]);
  });
});
