import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { requireProgram } from '../control-plane/programs.ts';
import { lifeboat } from '../support/cli-rig.ts';
import { runProgram } from '../support/cluster/run-program.ts';
import { readPage, ROOT, sectionOf } from '../unit/docs/markdown.ts';

/** Where a reader of the README would fetch the manifests of this checkout from. */
const REMOTE = /https:\/\/github\.com\/acme\/lifeboat\/\/kustomize\/(\S+?)\?ref=v[\d.]+/g;
const CREDENTIALS = 'AWS_SHARED_CREDENTIALS_FILE';

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
}

describe('the overlays in the pages', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lifeboat-overlays-'));
    cpSync(join(ROOT, 'kustomize'), join(folder, 'kustomize'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const keep = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const render = async (overlay: string): Promise<{ readonly text: string; readonly objects: Rendered[] }> => {
    const { stdout, stderr, code } = await runProgram(requireProgram('kubectl'), ['kustomize', join(folder, overlay)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return { text: stdout, objects: parseAllDocuments(stdout).map((document) => document.toJS() as Rendered) };
  };
  const policies = (objects: readonly Rendered[]): string[] =>
    objects.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata: { name } }) => name.replace(/-\w+$/, ''));

  it('build both halves from the README, with the reader’s location in each', async () => {
    const { text } = sectionOf(readPage('README.md'), 'Five minutes on a cluster');
    for (const [, path = '', content = ''] of text.matchAll(/^cat > (\S+) <<'YAML'\n([^]*?\n)YAML$/gm)) {
      keep(path, content.replaceAll(REMOTE, '../kustomize/$1'));
    }

    const rendered = await render('lifeboat');

    const namespaces = rendered.objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    expect(namespaces.toSorted()).toEqual(['lifeboat', 'lifeboat-restore']);
    expect(policies(rendered.objects).toSorted()).toEqual(['lifeboat-policies', 'lifeboat-restore-policies']);
    expect(rendered.text.split('bucket: acme-backups')).toHaveLength(3);
    expect(rendered.text.split(CREDENTIALS)).toHaveLength(3);
  });

  it('build both halves from the page on operations, with the reader’s location in each', async () => {
    const { text } = sectionOf(readPage('docs/operations.md'), 'Install');
    const [overlay, location] = [...text.matchAll(/^```yaml\n([^]*?\n)```$/gm)].map(([, block]) => block);
    keep('kustomize/overlays/page/kustomization.yaml', overlay ?? '');
    keep('kustomize/overlays/page/policies/main.yaml', location ?? '');

    const rendered = await render('kustomize/overlays/page');

    expect(policies(rendered.objects).toSorted()).toEqual(['lifeboat-policies', 'lifeboat-restore-policies']);
    expect(rendered.text.split('bucket: acme-backups')).toHaveLength(3);
    expect(rendered.text.split(CREDENTIALS)).toHaveLength(3);
  });

  it('build what convert wrote from the page about moving, everything of it in one of the two namespaces', async () => {
    const { text } = sectionOf(readPage('docs/moving-from-velero.md'), 'Two hundred Schedules');
    const [overlay = ''] = [...text.matchAll(/^```yaml\n([^]*?\n)```$/gm)].map(([, block]) => block);
    keep('overlay/kustomization.yaml', overlay.replaceAll(REMOTE, '../kustomize/$1'));
    const converted = await lifeboat(['convert', '-', '--output-dir', join(folder, 'overlay/converted')], {
      input: VELERO.map((object) => JSON.stringify(object)).join('\n---\n'),
    });

    const rendered = await render('overlay');

    expect(converted.exitCode).toBe(0);
    const configMaps = rendered.objects.filter(({ kind }) => kind === 'ConfigMap');
    expect(configMaps.map(({ metadata }) => metadata.namespace ?? '').toSorted()).toEqual([
      'lifeboat',
      'lifeboat-restore',
    ]);
    const keysOf = (namespace: string) =>
      Object.keys(configMaps.find(({ metadata }) => metadata.namespace === namespace)?.data ?? {});
    expect(keysOf('lifeboat')).toEqual(expect.arrayContaining(['daily.yaml', 'config-map-volumes.yaml']));
    expect(keysOf('lifeboat-restore')).toEqual(expect.arrayContaining(['back.yaml', 'config-map-modifiers.yaml']));
    const cronJobs = rendered.objects.filter(({ kind }) => kind === 'CronJob').map(({ metadata }) => metadata);
    expect(cronJobs).toContainEqual(expect.objectContaining({ name: 'backup-daily', namespace: 'lifeboat' }));
  });
});

const VELERO: readonly object[] = [
  velero('BackupStorageLocation', 'default', { provider: 'aws', default: true, objectStorage: { bucket: 'b' } }),
  velero('Schedule', 'daily', {
    schedule: '17 3 * * *',
    template: { includedNamespaces: ['shop'], resourcePolicy: { kind: 'configmap', name: 'volumes' } },
  }),
  velero('Restore', 'back', { scheduleName: 'daily', resourceModifier: { kind: 'configmap', name: 'modifiers' } }),
  configMap('volumes', 'version: v1\n'),
  configMap(
    'modifiers',
    'version: v1\nresourceModifierRules: [{conditions: {groupResource: pods}, patches: [{operation: remove, path: /spec/nodeSelector}]}]\n',
  ),
];

function velero(kind: string, name: string, spec: object): object {
  return { apiVersion: 'velero.io/v1', kind, metadata: { name, namespace: 'velero' }, spec };
}

function configMap(name: string, text: string): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'velero' }, data: { 'p.yaml': text } };
}
