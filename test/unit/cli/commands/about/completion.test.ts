import { expect, it } from 'vitest';
import { completionScript } from '../../../../../src/cli/completion/scripts.ts';
import { lifeboat } from '../../../../support/cli-rig.ts';

it('prints the script of a shell', async () => {
  const { exitCode, stdout } = await lifeboat(['completion', 'fish']);

  expect(exitCode).toBe(0);
  expect(stdout).toBe(completionScript('fish'));
});

it('knows no other shell', async () => {
  const { exitCode, stderr } = await lifeboat(['completion', 'bsh']);

  expect(exitCode).toBe(64);
  expect(stderr).toContain('Did you mean bash?');
});
