import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lifeboat } from '../../../../support/cli-rig.ts';

const LOCATION =
  'apiVersion: lifeboat.dev/v1alpha1\nkind: StorageLocation\nmetadata: {name: main}\nspec: {filesystem: {path: /b}}\n';
const POLICY =
  'apiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: nightly}\nspec: {storageLocation: main}\n';
const BAD = POLICY.replace('main}', 'main, ttl: 30d}');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-validate-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function validate(...args: string[]) {
  return lifeboat(['validate', ...args], { cwd: folder });
}

it('passes a folder of good policies, and says how much it looked at', async () => {
  writeFileSync(join(folder, 'location.yaml'), LOCATION);
  writeFileSync(join(folder, 'nightly.yaml'), POLICY);

  const outcome = await validate('.');

  expect(outcome).toEqual({ exitCode: 0, stdout: '', stderr: '2 documents in 2 files: 0 errors, 0 warnings\n' });
});

it('tells problems with file, line and column, and exits with 78', async () => {
  writeFileSync(join(folder, 'location.yaml'), LOCATION);
  writeFileSync(join(folder, 'nightly.yaml'), BAD);

  const { exitCode, stdout, stderr } = await validate('location.yaml', 'nightly.yaml');

  expect(exitCode).toBe(78);
  expect(stdout).toMatch(/^nightly\.yaml:4:36: error: spec\.ttl: .* \(did you mean 720h\?\)\n$/);
  expect(stderr).toBe('2 documents in 2 files: 1 error, 0 warnings\n');
});

it('checks together what is named together, each file once', async () => {
  writeFileSync(join(folder, 'location.yaml'), LOCATION);
  writeFileSync(join(folder, 'nightly.yaml'), POLICY);

  const alone = await validate('nightly.yaml');
  const together = await validate('nightly.yaml', './location.yaml', '.');

  expect(alone.exitCode).toBe(78);
  expect(together).toMatchObject({ exitCode: 0, stderr: '2 documents in 2 files: 0 errors, 0 warnings\n' });
});

it('reads standard input', async () => {
  const outcome = await lifeboat(['validate', '-', '-o', 'json'], { input: `${LOCATION}---\n${BAD}` });

  expect(outcome.exitCode).toBe(78);
  expect(JSON.parse(outcome.stdout)).toMatchObject({
    kind: 'DiagnosticList',
    items: [{ file: '-', line: 9, code: 'invalid-value', suggestion: '720h' }],
  });
});

it('shows the text on a terminal', async () => {
  const outcome = await lifeboat(['validate', '-'], { input: `${LOCATION}---\n${BAD}`, isTerminal: true });

  expect(outcome.stdout).toContain('9 | spec: {storageLocation: main, ttl: 30d}\n');
  expect(outcome.stdout).toContain('^^^');
});

it('annotates a workflow of GitHub', async () => {
  const outcome = await lifeboat(['validate', '-', '-o', 'github'], { input: `${LOCATION}---\n${BAD}` });

  expect(outcome.stdout).toMatch(/^::error file=-,line=9,col=36,title=invalid-value::/);
});

it('takes warnings for errors under --strict', async () => {
  const input = `${LOCATION}---\n${POLICY.replace('main}', 'main, snapshotVolumes: true}')}`;

  const lenient = await lifeboat(['validate', '-'], { input });
  const strict = await lifeboat(['validate', '-', '--strict'], { input });

  expect(lenient).toMatchObject({ exitCode: 0, stderr: '2 documents in 1 file: 0 errors, 1 warning\n' });
  expect(strict.exitCode).toBe(78);
});

it('names files that are no text', async () => {
  writeFileSync(join(folder, 'location.yaml'), LOCATION);
  writeFileSync(join(folder, 'binary.yaml'), Buffer.from([0xff, 0xfe]));

  const { exitCode, stdout } = await validate('.');

  expect(exitCode).toBe(78);
  expect(stdout).toBe('./binary.yaml:1:1: error: The file is not UTF-8 text\n');
});

it('does not pass a folder in which it found nothing to check', async () => {
  writeFileSync(join(folder, 'nightly.txt'), POLICY);

  const { exitCode, stderr } = await validate('.');

  expect(exitCode).toBe(66);
  expect(stderr).toContain('There is no policy in . (policy-not-found)');
  expect(stderr).toContain('Only .yaml, .yml and .json are read, not ./nightly.txt.');
});

it('checks the ConfigMaps to which policies refer, where their manifests stand beside them', async () => {
  const restore =
    'apiVersion: lifeboat.dev/v1alpha1\nkind: RestorePolicy\nmetadata: {name: lab}\nspec: {storageLocation: main, backupName: b, resourceModifier: {kind: ConfigMap, name: rules}}\n';
  const rules =
    'version: v1\n    resourceModifierRules:\n      - conditions: {groupResource: pods}\n        patchs: []\n';
  const manifest = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: rules}\ndata:\n  rules.yaml: |\n    ${rules}`;
  writeFileSync(join(folder, 'all.yaml'), [LOCATION, restore, manifest].join('---\n'));

  const { exitCode, stdout, stderr } = await validate('all.yaml');

  expect(exitCode).toBe(78);
  expect(stdout).toBe(
    'all.yaml:19:9 (data["rules.yaml"]:4:5): error: resourceModifierRules[0].patchs: there is no field "patchs" here (did you mean patches?)\n',
  );
  expect(stderr).toBe('2 documents in 1 file: 1 error, 0 warnings\n');
});

it('takes the flag and the variable that all commands have for policies', async () => {
  writeFileSync(join(folder, 'location.yaml'), LOCATION);
  writeFileSync(join(folder, 'nightly.yaml'), POLICY);
  const good = { exitCode: 0, stderr: '2 documents in 2 files: 0 errors, 0 warnings\n' };

  const byFlag = await validate('--policies', '.');
  const byVariable = await lifeboat(['validate'], { cwd: folder, env: { LIFEBOAT_POLICIES: '.' } });
  const together = await validate('nightly.yaml', '--policies', 'location.yaml');

  expect([byFlag, byVariable, together]).toMatchObject([good, good, good]);
});

it('looks at what is named, whatever the variable says', async () => {
  writeFileSync(join(folder, 'location.yaml'), LOCATION);

  const outcome = await lifeboat(['validate', 'location.yaml'], {
    cwd: folder,
    env: { LIFEBOAT_POLICIES: '/no/such' },
  });

  expect(outcome).toMatchObject({ exitCode: 0, stderr: '1 document in 1 file: 0 errors, 0 warnings\n' });
});

it('asks what to check where nothing is said', async () => {
  const { exitCode, stderr } = await validate();

  expect(exitCode).toBe(64);
  expect(stderr).toContain('Error: It is not said which policies to check (usage)\nHint: Name folders or files, ');
});

it('says what makes a policy where a folder is empty', async () => {
  const { exitCode, stderr } = await validate('.');

  expect(exitCode).toBe(66);
  expect(stderr).toContain(
    'Hint: Name files or folders with documents of apiVersion lifeboat.dev/v1alpha1 or velero.io/v1.',
  );
});
