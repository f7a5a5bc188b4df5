import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../../../../src/base/hash.ts';
import { Redactor } from '../../../../../../src/base/redact.ts';
import { backupOrder } from '../../../../../../src/cli/commands/run/orders/backup-order.ts';
import { readBook } from '../../../../../../src/cli/commands/run/orders/policy-book.ts';
import { aCliIo } from '../../../../../support/cli-rig.ts';
import { aContext } from '../../../../../support/context.ts';
import { aDocument, anOrderCall } from './order-rig.ts';

const NIGHTLY = aDocument('BackupPolicy', 'nightly', '{storageLocation: default, ttl: soon}');
const LOCATION = aDocument('StorageLocation', 'default', '{filesystem: {path: /backups}}');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-order-'));
  writeFileSync(join(folder, 'location.yaml'), LOCATION);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function prepare(name: string) {
  const call = anOrderCall();
  const options = { ...call.options, policies: folder };
  const book = await readBook(aContext(), { io: aCliIo([]), redactor: new Redactor(), options });
  return backupOrder(aContext(), call, book, name);
}

it('is of the project that the policy names by its label', async () => {
  const spec = '{storageLocation: default, metadata: {labels: {lifeboat.dev/project: billing}}}';
  writeFileSync(join(folder, 'nightly.yaml'), aDocument('BackupPolicy', 'nightly', spec));

  expect(await prepare('nightly')).toMatchObject({ order: { project: 'billing' } });
});

describe('a policy that is not there', () => {
  it.each([
    ['a neighbour', NIGHTLY],
    ['a location', aDocument('StorageLocation', 'elsewhere', '{filesystem: {path: here}}')],
    ['a restore policy', aDocument('RestorePolicy', 'again', '{mode: Now}')],
    ['a document without a kind that has another name', aDocument('', 'monthly', '{}').replace('kind: \n', '')],
    ['a document of nobody that has another name', 'metadata: {name: monthly}\n'],
  ])('is told as such beside %s that is broken', async (_, text) => {
    writeFileSync(join(folder, 'other.yaml'), text);

    await expect(prepare('weekly')).rejects.toMatchObject({ code: 'policy-not-found' });
  });

  it.each([
    ['a text that is no YAML', 'kind: [BackupPolicy', 'other.yaml'],
    ['a policy without a name', aDocument('BackupPolicy', '""', '{}').replace('name: ""', 'labels: {}'), 'name'],
    ['a policy without a kind', aDocument('', 'weekly', '{}').replace('kind: \n', ''), 'kind is missing'],
    ['a policy without a head', 'metadata: {name: weekly}\n', 'apiVersion and kind are missing'],
    ['a document that says nothing of itself', 'spec: {}\n', 'apiVersion and kind are missing'],
    ['a kind that is misspelt', aDocument('BackupPolcy', 'weekly', '{}'), 'BackupPolcy'],
    ['a file that is no text', '\u0000', 'NUL'],
  ])('may be hidden in %s, whose problems are told', async (_, text, told) => {
    writeFileSync(join(folder, 'other.yaml'), text);
    writeFileSync(join(folder, 'nightly.yaml'), NIGHTLY);

    const prepared = await prepare('weekly');

    expect(prepared).toMatchObject({ policy: undefined, problems: [expect.stringContaining(told)] });
  });
});

describe('the text that a run obeys', () => {
  const MONTHLY = aDocument('BackupPolicy', 'monthly', '{storageLocation: default}');

  it('is pinned with its hash, as it was when it was read', async () => {
    writeFileSync(join(folder, 'monthly.yaml'), MONTHLY);

    const prepared = await prepare('monthly');

    expect('order' in prepared && prepared.order.source).toEqual({
      name: 'monthly',
      source: folder,
      sha256: sha256Hex(MONTHLY),
      text: MONTHLY,
    });
  });

  it('is pinned by its hash alone where it is too long for a result', async () => {
    const long = `${MONTHLY}# ${'long '.repeat(8_000)}\n`;
    writeFileSync(join(folder, 'monthly.yaml'), long);

    const prepared = await prepare('monthly');

    expect('order' in prepared && prepared.order.source).toEqual({
      name: 'monthly',
      source: folder,
      sha256: sha256Hex(long),
    });
  });
});

describe('a policy of another kind', () => {
  it.each([
    ['is valid', '{storageLocation: default}'],
    ['is invalid', '{storageLocation: default, timeout: soon}'],
  ])('is no policy of that name, whether it %s', async (_, spec) => {
    writeFileSync(join(folder, 'check.yaml'), aDocument('VerifyPolicy', 'check', spec));
    writeFileSync(join(folder, 'nightly.yaml'), NIGHTLY);

    await expect(prepare('check')).rejects.toMatchObject({
      code: 'policy-not-found',
      message: `${folder} defines no BackupPolicy check: it is a VerifyPolicy`,
      hint: 'Of that kind it defines nightly',
    });
  });
});
