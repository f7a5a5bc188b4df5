import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../src/policy/parse.ts';

const ROOT = join(import.meta.dirname, '../../..');
const BASE = 'kustomize/base/backup/policies';
const EXAMPLES = 'kustomize/examples';

describe('the shipped policies', () => {
  it('prune what the base backs up', () => {
    const names = [`${BASE}/main.yaml`, `${BASE}/nightly.yaml`, 'kustomize/components/prune/tidy.yaml'];
    const files = names.map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }));

    const { documents, diagnostics } = parsePolicies(files, new Date('2026-11-21T00:00:00Z'));

    expect(diagnostics).toEqual([]);
    expect(documents.at(-1)).toMatchObject({ kind: 'PrunePolicy', name: 'tidy', policies: [] });
  });

  it('verify what the base backs up, one backup in ten', () => {
    const names = [`${BASE}/main.yaml`, 'kustomize/components/verify/check.yaml'];
    const files = names.map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }));

    const { documents, diagnostics } = parsePolicies(files, new Date('2026-11-21T00:00:00Z'));

    expect(diagnostics).toEqual([]);
    expect(documents.at(-1)).toMatchObject({ kind: 'VerifyPolicy', choice: { which: { sample: { percent: 10 } } } });
  });

  it('tell a chat of trouble and a dead man’s switch of all, from files that the component notify mounts', () => {
    const own = ['nightly', 'tidy', 'check'].map((name) => `${EXAMPLES}/notify/policies/${name}.yaml`);
    const files = [`${BASE}/main.yaml`, ...own].map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }));

    const { documents, diagnostics } = parsePolicies(files, new Date('2026-11-21T00:00:00Z'));

    const told = documents.flatMap((policy) =>
      'notify' in policy ? policy.notify.map(({ name, endpoint }) => [policy.name, name, endpoint.urlFile]) : [],
    );
    expect(diagnostics).toEqual([]);
    expect(told).toEqual([
      ['nightly', 'chat', '/etc/lifeboat/notify/chat-url'],
      ['nightly', 'dead-man', '/etc/lifeboat/notify/ping-url'],
      ['tidy', 'chat', '/etc/lifeboat/notify/chat-url'],
      ['check', 'chat', '/etc/lifeboat/notify/chat-url'],
    ]);
  });

  it.each([
    ['the base, as rendered', ['manifests/base.yaml']],
    ['the base', [`${BASE}/main.yaml`, `${BASE}/nightly.yaml`]],
    ['a volume as target', ['kustomize/components/pvc-target/main.yaml', `${BASE}/nightly.yaml`]],
    ['production', [`${EXAMPLES}/production/policies/main.yaml`, `${BASE}/nightly.yaml`]],
    ['one namespace', [`${BASE}/main.yaml`, `${EXAMPLES}/namespaced/policies/nightly.yaml`]],
  ])('are valid: %s', (_, names) => {
    const files = names.map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }));

    const { documents, diagnostics } = parsePolicies(files, new Date('2026-11-21T00:00:00Z'));

    expect(diagnostics).toEqual([]);
    expect(documents.map(({ kind, name }) => [kind, name])).toEqual([
      ['StorageLocation', 'main'],
      ['BackupPolicy', 'nightly'],
    ]);
  });
});
