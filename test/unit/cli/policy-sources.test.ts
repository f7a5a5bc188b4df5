import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPolicySource, type SourceWorld } from '../../../src/cli/policy-sources.ts';
import { RunError } from '../../../src/domain/problem.ts';
import { ApiError, type Cluster, type KubeObject } from '../../../src/kube/cluster.ts';
import { aContext } from '../../support/context.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-policies-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function world(overrides: { input?: Uint8Array; read?: () => Promise<KubeObject | undefined> } = {}): SourceWorld {
  return {
    io: { cwd: folder, stdin: stream(overrides.input ?? Buffer.alloc(0)) },
    openCluster: async () => ({ read: overrides.read ?? (async () => undefined) }) as unknown as Cluster,
  };
}

async function* stream(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A ConfigMap volume as the kubelet lays it out: links into `..data`, which is a link to a folder of one generation. */
function mountConfigMap(data: Readonly<Record<string, string>>, generation = '..2026_11_21_02_17_00.1'): void {
  mkdirSync(join(folder, generation));
  for (const [key, text] of Object.entries(data)) writeFileSync(join(folder, generation, key), text);
  symlinkSync(generation, join(folder, '..data.tmp'));
  renameSync(join(folder, '..data.tmp'), join(folder, '..data'));
  for (const key of Object.keys(data)) symlinkSync(join('..data', key), join(folder, key));
}

describe('a folder', () => {
  it('gives every YAML and JSON file below it, by name, and tells what else is there', async () => {
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'b.yml'), 'b');
    writeFileSync(join(folder, 'a.yaml'), 'a');
    writeFileSync(join(folder, 'sub/c.json'), 'c');
    writeFileSync(join(folder, 'README.md'), 'text');
    writeFileSync(join(folder, '.hidden.yaml'), 'no');

    const source = await readPolicySource(aContext(), '.', world());

    expect(source.source).toBe(folder);
    expect(source.files.map(({ name, text }) => [name, text])).toEqual([
      ['./a.yaml', 'a'],
      ['./b.yml', 'b'],
      ['./sub/c.json', 'c'],
    ]);
    expect(source.ignored).toEqual(['./README.md']);
  });

  it('is read through the links of a mounted ConfigMap, each file once', async () => {
    mountConfigMap({ 'nightly.yaml': 'n', 'location.yaml': 'l' });

    const source = await readPolicySource(aContext(), folder, world());

    expect(source.files.map(({ name, text }) => [name, text])).toEqual([
      [`${folder}/location.yaml`, 'l'],
      [`${folder}/nightly.yaml`, 'n'],
    ]);
    expect(source.ignored).toEqual([]);
  });

  it('gives a file once that is linked twice, and follows no circle of links', async () => {
    writeFileSync(join(folder, 'a.yaml'), 'a');
    symlinkSync('a.yaml', join(folder, 'b.yaml'));
    symlinkSync('.', join(folder, 'again'));

    const source = await readPolicySource(aContext(), folder, world());

    expect(source.files.map(({ name }) => name)).toEqual([`${folder}/a.yaml`]);
  });

  it('pins its bytes: the hash says the same for the same files and another for others', async () => {
    writeFileSync(join(folder, 'a.yaml'), 'a');
    writeFileSync(join(folder, 'b.yaml'), 'b');
    const first = await readPolicySource(aContext(), folder, world());
    const again = await readPolicySource(aContext(), folder, world());
    writeFileSync(join(folder, 'b.yaml'), 'c');

    const changed = await readPolicySource(aContext(), folder, world());

    expect(again.sha256).toBe(first.sha256);
    expect(changed.sha256).not.toBe(first.sha256);
    expect(first.files[1]?.text).toBe('b');
  });

  it('names files that are no text, or too large for any policy', async () => {
    writeFileSync(join(folder, 'a.yaml'), Buffer.from([0x61, 0xff]));
    writeFileSync(join(folder, 'b.yaml'), Buffer.from([0x61, 0x00]));
    writeFileSync(join(folder, 'c.yaml'), 'x'.repeat(1024 * 1024 + 1));
    writeFileSync(join(folder, 'd.yaml'), 'fine');

    const { unreadable, files } = await readPolicySource(aContext(), folder, world());

    expect(unreadable).toEqual([
      { name: `${folder}/a.yaml`, code: 'syntax', message: 'The file is not UTF-8 text' },
      { name: `${folder}/b.yaml`, code: 'syntax', message: 'The file is not text: it holds a NUL byte' },
      {
        name: `${folder}/c.yaml`,
        code: 'too-large',
        message: 'The file holds 1048577 bytes; at most 1048576 are read',
      },
    ]);
    expect(files.map(({ text }) => text)).toEqual(['fine']);
  });
});

describe('a file', () => {
  it('is read whatever its name, and its hash is that of its bytes', async () => {
    writeFileSync(join(folder, 'policy'), 'text');

    const source = await readPolicySource(aContext(), './policy', world());

    expect(source).toEqual({
      source: join(folder, 'policy'),
      files: [{ name: './policy', text: 'text', sha256: sha256('text') }],
      unreadable: [],
      ignored: [],
      sha256: sha256('text'),
    });
  });

  it('may be a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);

    const [{ files }] = await Promise.all([
      readPolicySource(aContext(), pipe, world()),
      writeFile(pipe, 'through the pipe'),
    ]);

    expect(files.map(({ text }) => text)).toEqual(['through the pipe']);
  });

  it('that is missing is policy-not-found', async () => {
    const reading = readPolicySource(aContext(), 'missing.yaml', world());

    await expect(reading).rejects.toMatchObject({
      code: 'policy-not-found',
      message: 'There is nothing at missing.yaml',
    });
  });
});

describe('standard input', () => {
  it('is read to its end', async () => {
    const source = await readPolicySource(aContext(), '-', world({ input: Buffer.from('a: ünï\nb: 2\n') }));

    expect(source).toMatchObject({ source: 'stdin', files: [{ name: '-', text: 'a: ünï\nb: 2\n' }] });
  });

  it('is given up when it is larger than any policy', async () => {
    const { unreadable } = await readPolicySource(
      aContext(),
      '-',
      world({ input: Buffer.alloc(1024 * 1024 + 100, 'x') }),
    );

    expect(unreadable).toHaveLength(1);
  });

  it('is waited for no longer than the signal allows', async () => {
    const ctx = aContext();
    const idle = new PassThrough();
    const reading = readPolicySource(ctx, '-', { ...world(), io: { cwd: folder, stdin: idle } });
    idle.write('kind: Backup');

    ctx.controller.abort(new RunError('interrupted', 'Stopped by SIGINT'));

    await expect(reading).rejects.toMatchObject({ code: 'interrupted' });
  });
});

describe('a ConfigMap', () => {
  it('gives its keys that are named like files, in order', async () => {
    const read = async () => ({
      metadata: { name: 'policies' },
      data: { 'b.yaml': 'b', 'a.yaml': 'a', note: 'x' },
      binaryData: { 'c.yaml': 'AAAA', 'logo.png': 'AAAA' },
    });

    const source = await readPolicySource(aContext(), 'configmap:backup/policies', world({ read }));

    expect(source).toMatchObject({
      source: 'configmap:backup/policies',
      files: [
        { name: 'configmap:backup/policies/a.yaml', text: 'a' },
        { name: 'configmap:backup/policies/b.yaml', text: 'b' },
      ],
      unreadable: [
        { name: 'configmap:backup/policies/c.yaml', code: 'syntax', message: 'The key is binary data, not text' },
      ],
      ignored: ['note', 'logo.png'],
    });
  });

  it('that is missing is policy-not-found', async () => {
    const reading = readPolicySource(aContext(), 'configmap:backup/policies', world());

    await expect(reading).rejects.toMatchObject({
      code: 'policy-not-found',
      message: 'There is no ConfigMap backup/policies',
    });
  });

  it('that may not be read is permission-denied, with the rule to add', async () => {
    const read = () => Promise.reject(new ApiError(403, 'Forbidden', 'configmaps "policies" is forbidden'));

    const reading = readPolicySource(aContext(), 'configmap:backup/policies', world({ read }));

    await expect(reading).rejects.toMatchObject({
      code: 'permission-denied',
      hint: 'Allow "get" on "configmaps" (resourceNames: ["policies"]) in namespace backup.',
    });
  });

  it.each(['configmap:', 'configmap:policies', 'configmap:/policies', 'configmap:a/b/c'])(
    'is not what %s names',
    async (where) => {
      const reading = readPolicySource(aContext(), where, world());

      await expect(reading).rejects.toMatchObject({ code: 'usage' });
    },
  );
});

it('row 119: keeps what it read although the ConfigMap changes', async () => {
  mountConfigMap({ 'nightly.yaml': 'first' });
  const source = await readPolicySource(aContext(), folder, world());
  rmSync(join(folder, 'nightly.yaml'));
  mountConfigMap({ 'nightly.yaml': 'second' }, '..2026_11_21_02_18_00.2');

  const later = await readPolicySource(aContext(), folder, world());

  expect(source.files[0]).toMatchObject({ text: 'first', sha256: sha256('first') });
  expect(later.files[0]).toMatchObject({ text: 'second' });
});
