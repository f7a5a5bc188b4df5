import { expect, it } from 'vitest';
import { VERSION } from '../../../../../src/cli/version.ts';
import { lifeboat } from '../../../../support/cli-rig.ts';

it('tells the version to people, and with all its parts to scripts', async () => {
  const text = await lifeboat(['version']);
  const json = await lifeboat(['version', '-o', 'json']);
  const yaml = await lifeboat(['version', '-o', 'yaml']);

  expect(text.stdout).toContain(`lifeboat ${VERSION} (`);
  expect(JSON.parse(json.stdout)).toEqual({
    apiVersion: 'lifeboat.dev/v1alpha1',
    kind: 'Version',
    version: VERSION,
    node: process.version,
    platform: `${process.platform}/${process.arch}`,
  });
  expect(yaml.stdout).toContain(`version: ${VERSION}\n`);
});
