import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../../support/golden-location.ts';

let golden: FolderLocation;
let cwd: string;
beforeAll(() => {
  golden = goldenLocation();
});
afterAll(() => golden[Symbol.dispose]());
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lifeboat-export-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const exportFull = (...words: readonly string[]) =>
  lifeboat(['export', 'full', ...words, '--from', golden.root], { cwd });
const yamlIn = (path: string) => parse(readFileSync(join(cwd, path), 'utf8')) as Record<string, unknown>;

interface Kustomization {
  readonly resources: readonly string[];
}

describe('export', () => {
  it('makes a folder for kustomize: namespaces are folders, every object is a file, and every file is listed', async () => {
    const { exitCode, stderr } = await exportFull('--format', 'dir', '-o', 'cluster');

    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/281 objects exported to .*cluster; left out 95 objects that a cluster makes itself/);
    const { resources } = yamlIn('cluster/kustomization.yaml') as unknown as Kustomization;
    expect(resources.slice(0, 3)).toEqual(['_cluster', 'alpha', 'beta']);
    const listed = resources.flatMap((folder) =>
      (yamlIn(`cluster/${folder}/kustomization.yaml`) as unknown as Kustomization).resources.map(
        (file) => `${folder}/${file}`,
      ),
    );
    expect(listed).toHaveLength(280);
    expect(listed.every((path) => existsSync(join(cwd, 'cluster', path)))).toBe(true);
    expect(yamlIn('cluster/alpha/configmaps/plain.yaml')).toMatchObject({
      kind: 'ConfigMap',
      metadata: { name: 'plain' },
    });
    expect(Object.keys(yamlIn('cluster/alpha/configmaps/plain.yaml')['metadata'] as object)).not.toContain('uid');
    expect(yamlIn('cluster/alpha/namespaces/alpha.yaml')).toMatchObject({ kind: 'Namespace' });
  });

  it('keeps out of the lists of kustomize what kustomize cannot read, and says so', async () => {
    const { stderr } = await exportFull('--format', 'dir', '-n', 'alpha');

    expect(stderr).toContain('path=alpha/configmaps/odd-text.yaml');
    expect(existsSync(join(cwd, 'full/alpha/configmaps/odd-text.yaml'))).toBe(true);
    expect(JSON.stringify(yamlIn('full/alpha/kustomization.yaml'))).not.toContain('odd-text');
  });

  it('leaves nobody else a look at what may hold Secrets', async () => {
    await exportFull('--format', 'dir', '-o', 'out', '-n', 'alpha');
    await exportFull('-o', 'out.tar');

    expect(statSync(join(cwd, 'out')).mode & 0o777).toBe(0o700);
    expect(statSync(join(cwd, 'out.tar')).mode & 0o777).toBe(0o600);
  });

  it('prints a stream that can be applied from front to back, with the Namespace of what is in it', async () => {
    const { stdout } = await exportFull('--format', 'yaml', '-n', 'alpha');

    const documents = parseAllDocuments(stdout).map(
      (document) => document.toJS() as { kind: string; metadata: object },
    );
    expect(documents[0]).toMatchObject({ kind: 'Namespace', metadata: { name: 'alpha' } });
    expect(documents.filter(({ kind }) => kind === 'Namespace')).toHaveLength(1);
    expect(documents.every(({ metadata }) => !('managedFields' in metadata))).toBe(true);
    expect(documents.some(({ metadata }) => 'ownerReferences' in metadata)).toBe(false);
  });

  it('exports what is named even where a cluster would make it itself, and everything with --all', async () => {
    const named = await exportFull('--format', 'yaml', '--include', 'po/alpha/agent-*');
    const some = await exportFull('--format', 'yaml', '-n', 'alpha');
    const all = await exportFull('--format', 'yaml', '-n', 'alpha', '--all');

    expect(named.stdout).toContain('name: agent-qkj68\n');
    expect(some.stdout).not.toContain('name: agent-qkj68\n');
    expect(all.stdout).toContain('name: agent-qkj68\n');
    expect(all.stderr).not.toContain('left out');
  });

  it('packs the archived bytes, all of them or those that are named, the same ones every time', async () => {
    const whole = await exportFull();
    await exportFull('-o', 'again.tar.gz');
    await exportFull('--format', 'tar', '-o', 'one.tar', '--include', 'cm/alpha/plain');
    const raw = await lifeboat(['show', 'full', 'cm/alpha/plain', '-o', 'raw', '--from', golden.root]);

    expect(whole.stderr).toContain(`376 objects exported to ${join(cwd, 'full.tar.gz')}\n`);
    expect(readFileSync(join(cwd, 'full.tar.gz')).equals(readFileSync(join(cwd, 'again.tar.gz')))).toBe(true);
    expect(gunzipSync(readFileSync(join(cwd, 'full.tar.gz'))).toString()).toContain(raw.stdout.trim());
    const one = readFileSync(join(cwd, 'one.tar'), 'utf8');
    expect(one).toContain('resources/configmaps/namespaces/alpha/plain.json');
    expect(one).not.toContain('resources/secrets');
  });

  it('packs the folder for kustomize with --clean', async () => {
    const { exitCode } = await exportFull('--format', 'zip', '--clean', '-n', 'alpha');

    expect(exitCode).toBe(0);
    const zip = readFileSync(join(cwd, 'full.zip'));
    expect(zip.subarray(0, 2).toString()).toBe('PK');
    expect(zip.includes('alpha/kustomization.yaml')).toBe(true);
  });

  it('copies a backup as it is stored, which is then a storage location', async () => {
    const { exitCode, stderr } = await exportFull('--format', 'velero', '-o', 'location');
    const list = await lifeboat(['list', '--from', './location', '-o', 'name'], { cwd });
    const shown = await lifeboat(['show', 'full', 'cm/alpha/plain', '--from', './location'], { cwd });

    expect(exitCode).toBe(0);
    expect(stderr).toContain('9 files exported');
    expect(list.stdout).toBe('full\n');
    expect(shown.exitCode).toBe(0);
    const copied = readFileSync(join(cwd, 'location/backups/full/full.tar.gz'));
    expect(copied.equals(readFileSync(join(golden.root, 'backups/full/full.tar.gz')))).toBe(true);
  });

  it('replaces nothing unless it is told to, and leaves nothing half done', async () => {
    writeFileSync(join(cwd, 'full.tar.gz'), 'mine');

    const refused = await exportFull();
    const damaged = await exportFull('-o', 'one.zip', '--format', 'zip', '--include', 'cm/nowhere/none');
    const forced = await exportFull('--force');

    expect([refused.exitCode, damaged.exitCode, forced.exitCode]).toEqual([73, 66, 0]);
    expect(refused.stderr).toContain('full.tar.gz exists already');
    expect(readdirSync(cwd)).toEqual(['full.tar.gz']);
  });

  it.each([
    [['--format', 'dir', '-o', '-'], 64, 'A folder cannot go to standard output'],
    [['--format', 'velero', '-n', 'alpha'], 64, '--namespace does not go with --format velero'],
    [['--format', 'rar'], 64, 'rar'],
    [['--format', 'dir', '-o', '.'], 73, 'exists already, and is not empty'],
    [['--include', 'deployment.app'], 66, 'did you mean deployments.apps?'],
  ])('says what is wrong with %j', async (words, code, message) => {
    writeFileSync(join(cwd, 'mine'), '');

    const { stderr, exitCode } = await exportFull(...words);

    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});
