import { expect, it } from 'vitest';
import { loadAllCommands } from '../../../../src/cli/commands/catalog.ts';
import { EXIT_CODES } from '../../../../src/cli/exit-code.ts';
import { renderTopic, TOPICS } from '../../../../src/cli/help/topics.ts';
import { lifeboat } from '../../../support/cli-rig.ts';

const commands = await loadAllCommands();

it.each(TOPICS)('fits %s on a page as wide as a terminal', (topic) => {
  const lines = renderTopic(topic, commands).split('\n');

  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
});

it('prints every exit code', async () => {
  const { stdout } = await lifeboat(['help', 'exit-codes']);

  for (const { code, name, meaning } of EXIT_CODES) {
    expect(stdout).toMatch(new RegExp(`^ +${code}  ${name} +${meaning}`, 'm'));
  }
});

it('prints every variable of every command, once', async () => {
  const { stdout } = await lifeboat(['help', 'environment']);

  const names = [...stdout.matchAll(/^ {2}(LIFEBOAT_\S+)/gm)].map(([, name = '']) => name);
  expect(names).toEqual([...new Set(names)].toSorted(compare));
  expect(names).toEqual(expect.arrayContaining(['LIFEBOAT_CLUSTER_NAME', 'LIFEBOAT_RUN_JOB_UID', 'LIFEBOAT_OUTPUT']));
});

it('says what a variable means to each command, where they differ', async () => {
  const { stdout } = await lifeboat(['help', 'environment']);

  const text = stdout.replaceAll(/\s+/g, ' ');
  expect(text).toContain('--until: Begun before then (list); Due before then (history); When the hold ends');
  expect(text).toContain('--kubeconfig: Kubeconfig to use LIFEBOAT_');
});

it('says of a flag of Velero what it does in a backup and in a restore', async () => {
  const { stdout } = await lifeboat(['help', 'velero']);

  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    '--resource-policies-configmap NAME ConfigMap with Velero’s resource policies (backup); Filters',
  );
});

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}

it('explains what several commands share on a page of its own', async () => {
  const { stdout } = await lifeboat(['help', 's3']);

  expect(stdout).toContain('--s3-endpoint URL');
  expect(stdout).not.toContain('--kubeconfig');
});

it('suggests the nearest topic', async () => {
  const { exitCode, stderr } = await lifeboat(['help', 'exit-code']);

  expect(exitCode).toBe(64);
  expect(stderr).toContain('Hint: Did you mean exit-codes?');
});
