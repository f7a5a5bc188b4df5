import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiServer, startApiServer } from '../../../support/api-server/api-server.ts';
import { objectsOfList, readRecordedCluster } from '../../../support/api-server/recorded-lists.ts';
import { type ApiClient, clientOf } from './api-client.ts';

const FILE = new URL('../../../golden/velero-1.18.3/cluster.json.gz', import.meta.url);

/** Not objects of the store in a real server, or converted by it between versions. */
const DIFFERENT = new Set(['/api/v1/componentstatuses', '/apis/autoscaling/v1/horizontalpodautoscalers']);

const recorded = readRecordedCluster(readFileSync(FILE)).filter(({ path }) => !DIFFERENT.has(path));
let server: ApiServer;
let client: ApiClient;

beforeAll(async () => {
  server = await startApiServer();
  client = clientOf(server);
  const definitions = recorded.filter(({ path }) => path.endsWith('/customresourcedefinitions'));
  const others = recorded.filter(({ path }) => !path.includes('/events.k8s.io/'));
  for (const list of [...definitions, ...others]) server.seed(objectsOfList(list));
});
afterAll(async () => {
  await client.close();
  await server.close();
});

it.each(recorded)('answers $path with the bytes of a real server', async ({ path, text }) => {
  const answer = await client.get(path);

  expect(comparable(answer.text.trimEnd())).toBe(comparable(text));
});

function comparable(text: string): string {
  const plain = text.replaceAll(/"resourceVersion":"\d+"/g, '').replaceAll(/,"storageVersionHash":"[^"]*"/g, '');
  // A real server lists custom resources in no particular order.
  return plain.replace(/(?<="resources":\[\{).*(?=\}\]\})/, (all) => all.split('},{').toSorted().join('},{'));
}
