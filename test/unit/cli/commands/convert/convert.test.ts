import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lifeboat } from '../../../../support/cli-rig.ts';

const LOCATION = `apiVersion: velero.io/v1
kind: BackupStorageLocation
metadata: {name: aws, namespace: velero}
spec: {provider: aws, default: true, objectStorage: {bucket: b}}
`;
const SCHEDULE = `apiVersion: velero.io/v1
kind: Schedule
metadata: {name: nightly, namespace: velero}
spec: {schedule: '@every 6h', paused: true, template: {includedNamespaces: [shop], ttl: 48h0m0s}}
`;
const RESTORE = `apiVersion: velero.io/v1
kind: Restore
metadata: {name: back}
spec: {scheduleName: nightly}
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-convert-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('what comes out', () => {
  it('passes validate, with a CronJob for each Schedule', async () => {
    const { exitCode, stdout, stderr } = await lifeboat(['convert', '-'], {
      input: [LOCATION, SCHEDULE, RESTORE].join('---\n'),
    });

    const validated = await lifeboat(['validate', '-'], { input: stdout });

    expect(exitCode).toBe(0);
    expect(validated).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: '3 documents in 1 file: 0 errors, 0 warnings\n',
    });
    expect(stdout).toContain("# From Velero's Schedule/nightly.\n# spec.schedule: Velero counts 6h");
    expect(stdout).toContain('name: backup-nightly\n');
    expect(stdout).toContain('  schedule: 0 */6 * * *\n');
    expect(stdout).toContain('  suspend: true\n');
    expect(stderr).toMatch(/^DOCUMENT +FIELD +WHAT HAPPENS\nSchedule\/nightly +spec\.schedule +Velero counts 6h/);
    expect(stderr).toMatch(/3 documents: 0 errors, \d differences\n$/);
  });

  it('is one file for each document, listed in a component, and never written over', async () => {
    writeFileSync(join(folder, 'velero.yaml'), [LOCATION, SCHEDULE, RESTORE].join('---\n'));
    const call = ['convert', 'velero.yaml', '--output-dir', 'out', '-n', 'backup'];

    const first = await lifeboat(call, { cwd: folder });
    const again = await lifeboat(call, { cwd: folder });

    expect(first).toMatchObject({ exitCode: 0, stdout: '' });
    expect(globSync('**/*.yaml', { cwd: join(folder, 'out') }).toSorted()).toEqual([
      'cron-jobs/backup-nightly.yaml',
      'kustomization.yaml',
      'locations/location-aws.yaml',
      'policies/nightly.yaml',
      'restores/back.yaml',
    ]);
    expect(readYaml('out/kustomization.yaml')).toMatchObject({
      kind: 'Component',
      resources: ['cron-jobs/backup-nightly.yaml'],
      configMapGenerator: [
        { name: 'lifeboat-policies', files: ['locations/location-aws.yaml', 'policies/nightly.yaml'] },
        { name: 'lifeboat-restore-policies', files: ['locations/location-aws.yaml', 'restores/back.yaml'] },
      ],
    });
    expect(readYaml('out/cron-jobs/backup-nightly.yaml')).toMatchObject({ metadata: { namespace: 'backup' } });
    expect(again.exitCode).toBe(73);
    expect(again.stderr).toContain('exists already');
  });

  it('takes the place of what the base has under the same names', async () => {
    const main = LOCATION.replace('name: aws', 'name: main');
    const call = ['convert', '-', '--output-dir', 'out'];

    await lifeboat(call, { cwd: folder, input: [main, SCHEDULE, RESTORE.replace('back', 'main')].join('---\n') });

    const { resources, patches, configMapGenerator } = readYaml('out/kustomization.yaml') as Readonly<
      Record<string, unknown>
    >;
    expect(resources).toEqual([]);
    expect(patches).toEqual([{ path: 'cron-jobs/backup-nightly.yaml' }]);
    expect(configMapGenerator).toMatchObject([
      { files: ['locations/main.yaml', 'policies/nightly.yaml'] },
      { files: ['locations/main.yaml', 'restores/policy-main.yaml'] },
    ]);
  });

  it('is one document for machines, with the report in it', async () => {
    const { stdout, stderr } = await lifeboat(['convert', '-', '-o', 'json'], { input: `${LOCATION}---\n${RESTORE}` });

    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'Conversion',
      files: [{ path: 'locations/location-aws.yaml' }, { path: 'restores/back.yaml' }, { path: 'kustomization.yaml' }],
      report: expect.arrayContaining([
        { document: 'Restore/back', field: 'spec', severity: 'warning', message: expect.stringContaining('plans') },
      ]),
    });
    expect(stderr).toBe('2 documents: 0 errors, 3 differences\n');
  });

  function readYaml(path: string): unknown {
    return parse(readFileSync(join(folder, path), 'utf8'));
  }
});

const MODIFIERS = `version: v1
resourceModifierRules:
  - conditions: {groupResource: pods}
    patches: [{operation: remove, path: /spec/nodeSelector}]
`;

describe('ConfigMaps that documents name', () => {
  const named = SCHEDULE.replace('ttl: 48h0m0s', 'resourcePolicy: {kind: configmap, name: policies}');

  it('come along without what belongs to their place', async () => {
    const input = [LOCATION, named, configMap('policies', 'version: v1')].join('---\n');

    const { stdout } = await lifeboat(['convert', '-'], { input });

    expect(stdout).toContain('kind: ConfigMap\nmetadata:\n  name: policies\ndata:\n');
    expect(stdout).not.toContain('uid: u');
  });

  it('go among the texts of the policies that name them, which are read in two namespaces', async () => {
    const restore = RESTORE.replace('nightly', 'nightly, resourceModifier: {kind: ConfigMap, name: modifiers}');
    const input = [LOCATION, named, restore, configMap('policies', 'version: v1'), configMap('modifiers', MODIFIERS)];

    const { exitCode } = await lifeboat(['convert', '-', '--output-dir', 'out'], {
      cwd: folder,
      input: input.join('---\n'),
    });

    expect(exitCode).toBe(0);
    expect(parse(readFileSync(join(folder, 'out/kustomization.yaml'), 'utf8'))).toMatchObject({
      resources: [],
      configMapGenerator: [
        { files: ['locations/location-aws.yaml', 'policies/nightly.yaml', 'config-maps/config-map-policies.yaml'] },
        { files: ['locations/location-aws.yaml', 'restores/back.yaml', 'config-maps/config-map-modifiers.yaml'] },
      ],
    });
  });

  it('with priorities of versions go among the restores, though nobody names them', async () => {
    const priorities = configMap('enableapigroupversions', 'jobs.batch=v1').replace(
      'p.yaml',
      'restoreResourcesVersionPriority',
    );

    await lifeboat(['convert', '-', '--output-dir', 'out'], { cwd: folder, input: `${LOCATION}---\n${priorities}` });

    expect(parse(readFileSync(join(folder, 'out/kustomization.yaml'), 'utf8'))).toMatchObject({
      configMapGenerator: [
        { files: ['locations/location-aws.yaml'] },
        { files: ['locations/location-aws.yaml', 'config-maps/config-map-enableapigroupversions.yaml'] },
      ],
    });
  });

  it('are held to what validate holds them to, also where the policy has faults of its own', async () => {
    const faulty = named.replace('includedNamespaces: [shop]', "includedNamespaces: ['x{a}']");
    const input = [LOCATION, faulty, configMap('policies', 'version: v2')].join('---\n');

    const { exitCode, stderr } = await lifeboat(['convert', '-'], { input });

    expect(exitCode).toBe(78);
    expect(stderr).toMatch(/ConfigMap\/policies +data\["p.yaml"\]: version +error: incompatible version number "v2"/);
    expect(stderr).toMatch(/Schedule\/nightly +spec.template.includedNamespaces\[0\] +error: /);
  });

  it('that are not there are told', async () => {
    const { stderr } = await lifeboat(['convert', '-'], { input: `${LOCATION}---\n${named}` });

    expect(stderr).toContain('names the ConfigMap policies, which is not among the input');
  });

  it('that configure plugins are told', async () => {
    const input = `${LOCATION}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: classes, labels: {velero.io/plugin-config: ""}}\n`;
    const { stderr } = await lifeboat(['convert', '-'], { input });

    expect(stderr).toMatch(/ConfigMap\/classes +- +configures a plugin/);
  });
});

function configMap(name: string, text: string): string {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'velero', uid: 'u' },
    data: { 'p.yaml': text },
  };
  return `${JSON.stringify(object)}\n`;
}

describe('what cannot be converted', () => {
  it('is told, and the rest is written', async () => {
    const gcp = LOCATION.replace('provider: aws', 'provider: gcp').replace('name: aws', 'name: gcp');
    const { exitCode, stdout, stderr } = await lifeboat(['convert', '-'], {
      input: `${LOCATION}---\n${gcp}---\nkind: [\n`,
    });

    expect(exitCode).toBe(78);
    expect(stdout).toContain('name: aws\n');
    expect(stderr).toMatch(/^-:\d+:\d+ +- +error: /m);
    expect(stderr).toMatch(/BackupStorageLocation\/gcp +spec.provider +error: only Velero's aws provider/);
  });

  it.each([
    [['convert'], 64, 'It is not said what to convert'],
    [['convert', '-', '--velero-namespace', 'velero'], 64, 'both say what to convert'],
    [['convert', '-', '--all'], 64, '--all goes with --velero-namespace'],
    [['convert', '-'], 66, "There is no document of Velero's in -"],
    [['convert', 'missing.yaml'], 66, 'There is nothing at missing.yaml'],
  ])('%j is refused', async (words, code, message) => {
    const { exitCode, stderr } = await lifeboat(words, { cwd: folder });

    expect(exitCode).toBe(code);
    expect(stderr).toContain(message);
  });
});
