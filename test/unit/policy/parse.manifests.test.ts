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
