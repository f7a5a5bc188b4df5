import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer } from '../../../support/api-server/api-server.ts';
import { type Answer, READER, READER_RULES, replay } from './recording/replay.ts';
import { SCENARIOS } from './recording/scenarios.ts';
import { HOME } from './recording/step.ts';

const lines = readFileSync(new URL('recording/answers.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const recorded = new Map(
  lines.map((line) => {
    const { step, ...answer } = JSON.parse(line) as Answer & { readonly step: string };
    return [step, answer] as const;
  }),
);

describe('the in-memory API server answers as Kubernetes 1.36.3 did', () => {
  let server: ApiServer;
  const answers = new Map<string, Answer>();

  beforeAll(async () => {
    server = await startApiServer({ users: [{ token: 'reader', name: READER, rules: READER_RULES }] });
    server.seed([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: HOME } }]);
    const target = { url: server.url, caPem: server.caPem, tokens: { admin: server.token, reader: 'reader' } };
    for await (const [step, answer] of replay(target, Object.values(SCENARIOS).flat())) answers.set(step, answer);
  });
  afterAll(() => server.close());

  describe.each(Object.entries(SCENARIOS))('%s', (_theme, steps) => {
    it.each(steps.filter((step) => step.isSetUp !== true))('$name', ({ name }) => {
      expect(answers.get(name)).toEqual(recorded.get(name));
    });
  });

  it('is asked every recorded question', () => {
    expect([...answers.keys()]).toEqual([...recorded.keys()]);
  });
});
