import { describe, expect, it } from 'vitest';
import { POLICY_SCHEMAS } from '../../../../src/cli/commands/about/policy-schemas.ts';
import { explainField, pathsOf } from '../../../../src/policy/fields/explain-field.ts';
import type { PolicyField } from '../../../../src/policy/fields/policy-field.ts';
import { KINDS } from '../../../../src/policy/source/classify.ts';

const schemas = await Promise.all(
  KINDS.map(async (kind) => ({ kind, schema: (await POLICY_SCHEMAS[kind]?.()) ?? {} })),
);

function schemaOf(kind: string) {
  return schemas.find((one) => one.kind === kind)?.schema ?? {};
}

function explained(kind: string, path: string): PolicyField {
  const answer = explainField({ kind, schema: schemaOf(kind), path: path === '' ? [] : path.split('.') });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

function suggested(kind: string, path: string): string | undefined {
  const answer = explainField({ kind, schema: schemaOf(kind), path: path.split('.') });
  return answer.ok ? 'there is such a field' : answer.error.nearest?.join('.');
}

describe.each(schemas)('every field of a $kind', ({ kind, schema }) => {
  const paths = pathsOf(schema);
  const fields = paths.map((path) => explained(kind, path.join('.')));

  it('has a type and a description', () => {
    expect(fields.length).toBeGreaterThan(10);
    expect(
      fields.filter(({ type }) => !/^(\[\]|map\[string\])*(string|integer|number|boolean|object)$/.test(type)),
    ).toEqual([]);
    expect(fields.filter(({ description }) => !/[^ ]{3}.*[.:]$/s.test(description)).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('is told once, after what it is in', () => {
    const texts = paths.map((path) => path.join('.'));

    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.indexOf('spec')).toBeLessThan(texts.findIndex((text) => text.startsWith('spec.')));
  });
});

describe('a field', () => {
  it('tells of its values, its default and an example', () => {
    expect(explained('BackupPolicy', 'spec.onPartial')).toMatchObject({
      apiVersion: 'lifeboat.dev/v1alpha1',
      type: 'string',
      isRequired: false,
      choices: ['Fail', 'Succeed'],
      default: 'Fail',
      examples: ['Fail'],
      fields: [],
    });
  });

  it('tells its limits', () => {
    expect(explained('BackupPolicy', 'spec.retention.keepLast').limits).toEqual(['at least 0']);
    expect(explained('BackupPolicy', 'metadata.name').limits).toEqual([expect.stringMatching(/^matches \^\[a-z0-9\]/)]);
    expect(explained('BackupPolicy', 'spec.notify').limits).toEqual(['at most 20 of them']);
  });

  it('tells what is in it, and what of that is required or excludes each other', () => {
    const document = explained('StorageLocation', '');
    const spec = explained('StorageLocation', 'spec');

    expect(document.fields.map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ['apiVersion', true],
      ['kind', true],
      ['metadata', true],
      ['spec', true],
    ]);
    expect(spec.oneOf).toEqual(['s3', 'filesystem']);
  });

  it('is found in entries of lists and behind references, whose place says more of it', () => {
    const field = explained('BackupPolicy', 'spec.hooks.resources.labelSelector.matchLabels');

    expect(field.type).toBe('map[string]string');
    expect(explained('BackupPolicy', 'spec.hooks.resources').type).toBe('[]object');
    expect(explained('BackupPolicy', 'spec.labelSelector').description).toMatch(/^Only objects whose labels match/);
  });

  it('of a map may have any name', () => {
    expect(explained('BackupPolicy', 'spec.orderedResources.pods').type).toBe('string');
  });
});

describe('a field that there is not', () => {
  it.each([
    ['spec.retentoin', 'spec.retention'],
    ['spec.retention.keeplast', 'spec.retention.keepLast'],
    ['retention', 'spec.retention'],
    ['minGood', 'spec.retention.minGood'],
    ['minGod', 'spec.retention.minGood'],
    ['constructor', undefined],
    ['spec.retention.xyzzyxyzzyxyzzy', undefined],
  ])('%s means %s', (path, meant) => {
    expect(suggested('BackupPolicy', path)).toBe(meant);
  });

  it('is told with the names that there are', () => {
    const answer = explainField({
      kind: 'BackupPolicy',
      schema: schemaOf('BackupPolicy'),
      path: ['spec', 'window', 'x'],
    });

    expect(answer).toEqual({ ok: false, error: expect.objectContaining({ unknown: 'x', known: ['start', 'end'] }) });
  });
});
