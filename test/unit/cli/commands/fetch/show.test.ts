import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { lifeboat } from '../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../support/golden-location.ts';

let golden: FolderLocation;
beforeAll(() => {
  golden = goldenLocation();
});
afterAll(() => golden[Symbol.dispose]());

async function show(...words: readonly string[]) {
  return lifeboat(['show', ...words, '--from', golden.root]);
}

describe('show', () => {
  it('prints an object of a backup as YAML, without who wrote its fields unless that is asked for', async () => {
    const { stdout, exitCode } = await show('full', 'cm/alpha/plain');
    const whole = await show('full', 'cm/alpha/plain', '--show-managed-fields');

    expect(exitCode).toBe(0);
    const object = parse(stdout) as { metadata: object };
    expect(object).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'plain', namespace: 'alpha' } });
    expect(object.metadata).not.toHaveProperty('managedFields');
    expect(object.metadata).toHaveProperty('uid');
    expect((parse(whole.stdout) as typeof object).metadata).toHaveProperty('managedFields');
  });

  it('leaves out with --clean what the API server added', async () => {
    const { stdout } = await show('full', 'statefulsets', '-n', 'alpha', '--clean', '-o', 'json');

    const object = JSON.parse(stdout) as { metadata: object };
    expect(Object.keys(object)).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
    expect(Object.keys(object.metadata)).toEqual(['name', 'namespace']);
  });

  it('keeps numbers digit by digit', async () => {
    const yaml = await show('full', 'widgets/alpha/numbers');
    const json = await show('full', 'widgets/alpha/numbers', '-o', 'json');

    expect(yaml.stdout).toContain('max: 9223372036854775807\n');
    expect(json.stdout).toContain('"min": -9223372036854775808');
  });

  it('prints several objects as a stream of documents', async () => {
    const { stdout } = await show('full', 'services/alpha/*');
    const names = await show('full', 'svc', '-n', 'alpha', '-o', 'name');

    const kinds = parseAllDocuments(stdout).map((document) => (document.toJS() as { kind: string }).kind);
    expect(new Set(kinds)).toEqual(new Set(['Service']));
    expect(names.stdout.trim().split('\n')).toHaveLength(kinds.length);
  });

  it('prints the archived text itself with -o raw', async () => {
    const { stdout } = await show('full', 'cm/alpha/plain', '-o', 'raw');

    expect(stdout).toMatch(/^\{"apiVersion":"v1",.*\}\n$/);
  });

  it.each([
    ['cm/alpha/plian', 66, 'cm/alpha/plian: the backup holds no such item; did you mean plain?'],
    ['deployment.app', 66, 'the backup holds no deployment.app; did you mean deployments.apps?'],
    ['a/b/c/d', 64, '"a/b/c/d" names no item'],
    ['cm//plain', 64, '"cm//plain" names no item'],
  ])('says what is wrong with %s', async (word, code, message) => {
    const { stderr, exitCode } = await show('full', word);

    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});
