import { expect, it } from 'vitest';
import { readObjects } from '../../../../src/policy/source/read-objects.ts';

it('reads streams, lists and typed lists, in YAML and JSON', () => {
  const text = [
    'kind: A',
    'apiVersion: v1\nkind: List\nitems: [{kind: B}, {apiVersion: v1, kind: List, items: [{kind: C}]}]',
    JSON.stringify({ apiVersion: 'velero.io/v1', kind: 'ScheduleList', items: [{ metadata: { name: 'd' } }] }),
  ].join('\n---\n');

  expect(readObjects('f.yaml', text)).toEqual({
    objects: [
      { kind: 'A' },
      { kind: 'B' },
      { kind: 'C' },
      { apiVersion: 'velero.io/v1', kind: 'Schedule', metadata: { name: 'd' } },
    ],
    diagnostics: [],
  });
});

it('tells what cannot be read, with its place, and reads the rest', () => {
  const { objects, diagnostics } = readObjects('f.yaml', 'kind: [\n---\nkind: A\n');

  expect(objects).toEqual([{ kind: 'A' }]);
  expect(diagnostics[0]).toMatchObject({ file: 'f.yaml', severity: 'error', code: 'syntax' });
});

it('takes what is no object for nothing', () => {
  expect(readObjects('f.yaml', '- a\n---\ntext\n').objects).toEqual([]);
});
