import { randomBytes } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Runner } from '../runner.ts';
import { readBackup } from '../stored-backup.ts';
import { failAt } from '../steps.ts';
import { collectionOf, type World } from '../world.ts';

/** Named texts, and everywhere they must not be found. */
interface Haystack {
  readonly name: string;
  readonly text: string;
}

/** What is secret stays where it belongs: in the archive. */
export function describeSecrets(world: () => World): void {
  describe('secret values', () => {
    it('row 121: are found in the archive and nowhere else, however the run ends and in whatever spelling', async () => {
      using runner = await Runner.open(world(), { policy: { includedNamespaces: ['shop'], includedResources: ['*'] } });
      const canaries = await plant(world(), runner);
      const env = {
        AWS_SECRET_ACCESS_KEY: canaries.awsKey,
        AWS_SESSION_TOKEN: canaries.awsToken,
        LIFEBOAT_LOG_LEVEL: 'trace',
      };
      const endings = [
        { reached: failAt('discovered', new Error(`refused: Bearer ${runner.user.token}`)) },
        { reached: failAt('uploaded') },
        { reached: () => {} },
        { policy: 'nihgtly' },
        { args: ['--include-resources', 'configmaps,deploymints'] },
      ];

      const haystacks: Haystack[] = [];
      for (const [index, ending] of endings.entries()) {
        const job = await runner.job({ by: index === 2 ? 'schedule' : 'api' });
        const outcome = await runner.run(job, { ...ending, env });
        const name = `try ${index} (exit code ${outcome.exitCode})`;
        haystacks.push({ name: `${name} stdout`, text: outcome.stdout });
        haystacks.push({ name: `${name} stderr`, text: outcome.stderr });
        haystacks.push({ name: `${name} status`, text: outcome.statusText });
        haystacks.push({ name: `${name} message`, text: outcome.terminationMessage });
        haystacks.push({ name: `${name} record`, text: JSON.stringify(await runner.record(job)) });
      }
      haystacks.push(...(await written(world(), runner)));

      expect(haystacks.length).toBeGreaterThan(35);
      const secrets = { ...canaries, ...runner.place.secrets, token: runner.user.token };
      for (const { name, text } of haystacks) {
        for (const [what, canary] of Object.entries(secrets)) {
          for (const spelling of spellings(canary)) expect(text.includes(spelling), `${what} in ${name}`).toBe(false);
        }
      }
      const { items } = await readBackup(runner.place, 'nightly-20261121021700');
      const archived = [...items.values()].join('\n');
      for (const canary of [canaries.secretData, canaries.webhook]) {
        expect(spellings(canary).some((spelling) => archived.includes(spelling))).toBe(true);
      }
    });
  });
}

/** Puts secrets where clusters have them, and returns them by name. */
async function plant(
  world: World,
  runner: Runner,
): Promise<Readonly<Record<string, string>> & Record<'awsKey' | 'awsToken' | 'secretData' | 'webhook', string>> {
  const canary = (name: string) => `cánary/${name}+${randomBytes(9).toString('hex')}`;
  const canaries = {
    secretData: canary('secret'),
    webhook: canary('webhook'),
    configMap: canary('configmap'),
    env: canary('env'),
    awsKey: canary('aws-key'),
    awsToken: canary('aws-token'),
  };
  const name = `canary-${runner.namespace}`;
  const data = { password: Buffer.from(canaries.secretData).toString('base64') };
  const annotations = { 'example.com/webhook': `https://hooks.example.com/?key=${canaries.webhook}` };
  await world.api.create(collectionOf('v1', 'secrets', 'shop'), { metadata: { name, annotations }, data });
  await world.api.create(collectionOf('v1', 'configmaps', 'shop'), {
    metadata: { name, annotations },
    data: { 'settings.ini': `password=${canaries.configMap}` },
  });
  await world.api.create(collectionOf('apps/v1', 'deployments', 'shop'), {
    metadata: { name, annotations },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'web', image: 'web', env: [{ name: 'KEY', value: canaries.env }] }] },
      },
    },
  });
  return canaries;
}

/** What runs wrote into the cluster and the location, but for the archive. */
async function written(world: World, runner: Runner): Promise<Haystack[]> {
  const { namespace, place } = runner;
  const collections = [
    collectionOf('v1', 'configmaps', namespace),
    collectionOf('events.k8s.io/v1', 'events', namespace),
    collectionOf('coordination.k8s.io/v1', 'leases', namespace),
  ];
  const objects = await Promise.all(
    collections.map(async (path) => ({ name: path, text: await world.api.text(path) })),
  );
  const files = globSync('**/*', { cwd: place.directory })
    .filter((name) => !name.endsWith('.tar.gz') && statSync(join(place.directory, name)).isFile())
    .map((name) => ({ name, text: textOf(join(place.directory, name)) }));
  return [...objects, ...files];
}

function textOf(file: string): string {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

/** A text plain, in JSON, in base64 at each of its three offsets, and percent-encoded. */
function spellings(canary: string): string[] {
  const bytes = Buffer.from(canary);
  const inBase64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(offset === 0 ? 0 : 4, -4),
  );
  const asciiJson = JSON.stringify(canary)
    .slice(1, -1)
    .replaceAll(/[^ -~]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [canary, asciiJson, encodeURIComponent(canary), bytes.toString('base64url').slice(0, -1), ...inBase64];
}
