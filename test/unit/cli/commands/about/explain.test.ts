import { describe, expect, it } from 'vitest';
import { complete } from '../../../../../src/cli/completion/complete.ts';
import { lifeboat } from '../../../../support/cli-rig.ts';

it('shows a field as kubectl explain does, with what it takes, its default and an example', async () => {
  const { exitCode, stdout } = await lifeboat(['explain', 'BackupPolicy.spec.onPartial']);

  expect(exitCode).toBe(0);
  expect(stdout).toBe(`KIND:     BackupPolicy
VERSION:  lifeboat.dev/v1alpha1

FIELD: onPartial <string>

DESCRIPTION:
    Whether a backup with errors about single items counts as failed (exit code 80) or as good (exit
    code 0).

VALUES:
    Fail
    Succeed

DEFAULT:
    "Fail"

EXAMPLE:
    onPartial: Fail
`);
});

it('shows what is in a field, with the first sentence of each', async () => {
  const { stdout } = await lifeboat(['explain', 'backuppolicies.spec.hooks[0].resources']);

  expect(stdout).toContain('FIELD: resources <[]object>\n');
  expect(stdout).toMatch(/\nFIELDS:\n {2}name <string> -required-\n {4}[A-Z]/);
  expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
});

it('shows the document itself', async () => {
  const { stdout } = await lifeboat(['explain', 'StorageLocation']);

  expect(stdout).not.toContain('FIELD: ');
  expect(stdout).toContain('  spec <object> -required-\n');
});

describe('a question without an answer', () => {
  it.each([
    ['BackupPolicy.spec.retentoin', 'Did you mean BackupPolicy.spec.retention?'],
    ['BackupPolicy.retention', 'Did you mean BackupPolicy.spec.retention?'],
    ['BackupPolicy.spec.window.x', 'Its fields are start, end.'],
    ['BackupPolicy.spec.onPartial.x', 'It has no fields.'],
    ['BackupPolic.spec.retention', 'Did you mean BackupPolicy.spec.retention?'],
    ['Deployment', 'The kinds are BackupPolicy, RestorePolicy, PrunePolicy, VerifyPolicy, StorageLocation.'],
  ])('%s: %s', async (asked, hint) => {
    const { exitCode, stderr } = await lifeboat(['explain', asked]);

    expect(exitCode).toBe(64);
    expect(stderr).toContain(`Hint: ${hint}\n`);
  });
});

it.each([
  ['Ba', 'BackupPolicy\t\n:6\n'],
  ['BackupPolicy.s', 'BackupPolicy.spec\t\n:6\n'],
  [
    'BackupPolicy.spec.retention.keepW',
    'BackupPolicy.spec.retention.keepWeekly\t\nBackupPolicy.spec.retention.keepWithin\t\n:6\n',
  ],
])('completes %s step by step', async (typed, answer) => {
  expect(await complete(['explain', typed])).toBe(answer);
});
