import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { variableOf } from '../../../src/cli/arguments/option.ts';
import { SCOPED_OPTIONS, SELECTION_OPTIONS } from '../../../src/cli/commands/run/selection-options.ts';
import { EXIT_CODES } from '../../../src/cli/exit-code.ts';
import { codesIn, readPage, ROOT, sectionOf, tableOf } from './markdown.ts';
import { unionIn } from './union.ts';

const page = readPage('docs/operations.md');
const cronJob = parse(readFileSync(join(ROOT, 'kustomize/base/backup/backup-nightly.yaml'), 'utf8')) as unknown;

/** Where the fields of a table are, by the heading above it. */
const POD = ['spec', 'jobTemplate', 'spec', 'template', 'spec'];
const TABLES: Readonly<Record<string, readonly string[]>> = {
  'The schedule': ['spec'],
  'The Job': ['spec', 'jobTemplate', 'spec'],
  'The Pod': POD,
  'The container': [...POD, 'containers', '0'],
};

function valueAt(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((here, key) => (here as Readonly<Record<string, unknown>> | undefined)?.[key], object);
}

/** The names of a list's members. */
function namesAt(path: readonly string[]): string[] {
  return (valueAt(cronJob, path) as readonly { readonly name: string }[]).map(({ name }) => name);
}

describe('docs/operations.md', () => {
  it.each(Object.entries(TABLES))('has the values of the shipped CronJob: %s', (title, path) => {
    const rows = tableOf(sectionOf(page, title));

    const told = rows.map(([field, value]) => [codesIn(field!)[0], codesIn(value!)[0]]);

    expect(told).toEqual(told.map(([field]) => [field, String(valueAt(cronJob, [...path, ...field!.split('.')]))]));
  });

  it.each([
    ['prune', 'tidy'],
    ['verify', 'check'],
  ])('holds for the Job of the component %s, too', (name, policy) => {
    const text = readFileSync(join(ROOT, `kustomize/components/${name}/${name}.yaml`), 'utf8');
    const renamed = text
      .replaceAll(new RegExp(`\\b${name}\\b`, 'g'), 'backup')
      .replaceAll(policy, 'nightly')
      .replace('{name: scratch, emptyDir: {sizeLimit: 16Mi}}', '{name: scratch, emptyDir: {sizeLimit: 1Gi}}');

    expect(valueAt(parse(renamed), ['spec', 'jobTemplate'])).toEqual(valueAt(cronJob, ['spec', 'jobTemplate']));
  });

  it('explains every variable of the shipped container', () => {
    const [, variables = ''] = sectionOf(page, 'The container').text.split('| variable |');

    const told = codesIn(variables).filter((code) => /^LIFEBOAT_[A-Z_]+$/.test(code));

    expect(told.toSorted()).toEqual(namesAt([...TABLES['The container']!, 'env']).toSorted());
  });

  it('has the exit codes of the program', () => {
    const rows = tableOf(sectionOf(page, 'Exit codes'));

    expect(rows).toEqual(EXIT_CODES.map(({ code, name, meaning, job }) => [String(code), name, meaning, job]));
  });

  it('has every variable that makes a run ad hoc', () => {
    const rows = tableOf(sectionOf(page, 'Ad hoc: the same policy, a little different'));

    expect(rows.map(([variable]) => codesIn(variable!)[0])).toEqual(
      Object.keys({ ...SELECTION_OPTIONS, ...SCOPED_OPTIONS }).map(variableOf),
    );
  });

  it('has the steps of a run in their order', () => {
    const rows = tableOf(sectionOf(page, 'What a run does'));

    expect(rows.map(([step]) => codesIn(step!)[0])).toEqual(unionIn('src/run/journal.ts', 'Step'));
  });

  it('has every component', () => {
    const rows = tableOf(sectionOf(page, 'Components'));

    expect(rows.map(([component]) => codesIn(component!)[0])).toEqual([
      'components/settings',
      'components/s3',
      'components/prune',
      'components/verify',
      'components/notify',
      'components/pvc-target',
      'components/hooks',
      'components/restore-namespaced',
      'components/restore-cluster-admin',
    ]);
  });
});
