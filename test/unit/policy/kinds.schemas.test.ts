import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KIND_STEPS } from '../../../src/policy/kinds.ts';
import { BACKUP_SPEC_FIELDS } from '../../../src/policy/velero/backup.ts';
import { RESTORE_SPEC_FIELDS } from '../../../src/policy/velero/restore.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
}

const NAMES = ['storage-location', 'backup-policy', 'restore-policy', 'prune-policy', 'verify-policy'] as const;

/** Maps whose keys are not ours to know: a Kubernetes container, and shapes that are not decided. */
const OPEN = new Set(['spec.encryption', 'definitions.initRestoreHook.initContainers[]']);

function load(name: (typeof NAMES)[number]): Schema {
  return JSON.parse(
    readFileSync(new URL(`../../../schemas/v1alpha1/${name}.schema.json`, import.meta.url), 'utf8'),
  ) as Schema;
}

/** Every schema in a schema, with its path; `isProperty` for what a person can write a key for. */
function everySchema(
  schema: Schema,
  path: string,
  isProperty: boolean,
): { schema: Schema; path: string; isProperty: boolean }[] {
  const within = (name: string): string => (path === '' ? name : `${path}.${name}`);
  return [
    { schema, path, isProperty },
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) => everySchema(one, within(name), true)),
    ...Object.entries(schema.definitions ?? {}).flatMap(([name, one]) =>
      everySchema(one, `definitions.${name}`, false),
    ),
    ...(schema.items === undefined ? [] : everySchema(schema.items, `${path}[]`, false)),
    ...(typeof schema.additionalProperties === 'object'
      ? everySchema(schema.additionalProperties, `${path}.*`, false)
      : []),
  ];
}

describe.each(NAMES)('the schema %s', (name) => {
  const all = everySchema(load(name), '', false);

  it('describes every property in a sentence and shows an example', () => {
    const silent = all.filter(
      ({ schema, isProperty }) =>
        isProperty && (!/^[A-Z`].*\.$/s.test(schema.description ?? '') || (schema.examples ?? []).length === 0),
    );

    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('knows all keys of every map', () => {
    const open = all.filter(({ schema }) => schema.type === 'object' && schema.additionalProperties === undefined);

    expect(open.map(({ path }) => path).filter((path) => !OPEN.has(path))).toEqual([]);
  });
});

describe('the schemas together', () => {
  it('say the same of what they share', () => {
    const backup = load('backup-policy').definitions!;

    for (const other of NAMES) {
      for (const [name, definition] of Object.entries(load(other).definitions ?? {})) {
        if (name in backup) expect(definition).toEqual(backup[name]);
      }
    }
  });

  it.each(['restore-policy', 'prune-policy', 'verify-policy'] as const)('%s tells as a backup policy does', (name) => {
    const tellingOf = ({ properties = {} }: Schema) => {
      const { notify, metrics } = properties['spec']!.properties!;
      return { notify, metrics };
    };

    expect(tellingOf(load(name))).toEqual(tellingOf(load('backup-policy')));
  });

  it('have every field of Velero', () => {
    const fieldsOf = (name: (typeof NAMES)[number]) => Object.keys(load(name).properties!['spec']!.properties!);

    expect(fieldsOf('backup-policy')).toEqual(expect.arrayContaining([...BACKUP_SPEC_FIELDS]));
    expect(fieldsOf('restore-policy')).toEqual(expect.arrayContaining([...RESTORE_SPEC_FIELDS]));
  });

  it.each([
    ['storage-location', 'StorageLocation'],
    ['backup-policy', 'BackupPolicy'],
    ['restore-policy', 'RestorePolicy'],
    ['prune-policy', 'PrunePolicy'],
    ['verify-policy', 'VerifyPolicy'],
  ] as const)('have examples that %s itself accepts', (name, kind) => {
    const { validate } = KIND_STEPS[kind];
    const { properties = {} } = load(name).properties!['spec']!;
    const provider = kind === 'StorageLocation' ? { filesystem: { path: '/backups' } } : {};
    const documentWith = (spec: object) => ({
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind,
      metadata: { name: 'x' },
      spec,
    });

    for (const [field, { examples = [] }] of Object.entries(properties)) {
      for (const example of examples) {
        const spec = field === 's3' ? { s3: example } : { ...provider, [field]: example };
        expect([field, validate(documentWith(spec)), validate.errors]).toEqual([field, true, null]);
      }
    }
  });
});
