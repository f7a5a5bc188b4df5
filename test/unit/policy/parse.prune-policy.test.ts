import { describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../src/policy/parse.ts';

const NOW = new Date('2026-11-21T00:00:00Z');

const location = (name: string, more = '') =>
  `apiVersion: lifeboat.dev/v1alpha1\nkind: StorageLocation\nmetadata: {name: ${name}}\nspec: {filesystem: {path: /b}${more}}`;
const document = (kind: string, name: string, spec: string) =>
  `apiVersion: lifeboat.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {${spec}}`;

function parse(...texts: string[]) {
  const parsed = parsePolicies([{ name: 'p.yaml', text: texts.join('\n---\n') }], NOW);
  const errors = parsed.diagnostics.filter(({ severity }) => severity === 'error');
  return {
    pruning: parsed.documents.find(({ kind }) => kind === 'PrunePolicy'),
    messages: errors.map(({ path, message }) => `${path}: ${message}`),
  };
}

describe('a PrunePolicy', () => {
  it('has defaults for all that it leaves unsaid', () => {
    const { pruning, messages } = parse(location('default'), document('PrunePolicy', 'tidy', ''));

    expect(messages).toEqual([]);
    expect(pruning).toEqual({
      kind: 'PrunePolicy',
      name: 'tidy',
      storageLocation: 'default',
      policies: [],
      onBusy: 'Wait',
      timeoutMs: undefined,
      notify: [],
      pushgateway: undefined,
    });
  });

  it('names backup policies that are there, and keep their backups in its location', () => {
    const texts = [
      location('default'),
      location('other'),
      document('BackupPolicy', 'nightly', ''),
      document('BackupPolicy', 'weekly', 'storageLocation: other'),
    ];

    expect(parse(...texts, document('PrunePolicy', 'tidy', 'policies: [nightly]')).messages).toEqual([]);
    expect(parse(...texts, document('PrunePolicy', 'tidy', 'policies: [nigthly, weekly]')).messages).toEqual([
      'spec.policies[0]: no BackupPolicy is called nigthly',
      'spec.policies[1]: the backups of weekly are in other, and not in default',
    ]);
  });

  it('cannot delete from a location that is read-only', () => {
    const { messages } = parse(location('default', ', accessMode: ReadOnly'), document('PrunePolicy', 'tidy', ''));

    expect(messages).toEqual([expect.stringContaining('nothing can be deleted from default: it is read-only')]);
  });
});

describe('a BackupPolicy', () => {
  it('may prune after itself, and limit its results', () => {
    const spec = 'prune: AfterBackup, results: {historyLimits: {failed: 5}}';
    const { documents } = parsePolicies(
      [{ name: 'p.yaml', text: [location('default'), document('BackupPolicy', 'nightly', spec)].join('\n---\n') }],
      NOW,
    );

    expect(documents.find(({ kind }) => kind === 'BackupPolicy')).toMatchObject({
      prune: 'AfterBackup',
      historyLimits: { succeeded: 30, failed: 5 },
    });
  });
});
