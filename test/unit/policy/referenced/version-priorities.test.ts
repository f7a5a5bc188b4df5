import { describe, expect, it } from 'vitest';
import { readVersionPriorities } from '../../../../src/policy/referenced/version-priorities.ts';
import { readStream } from '../../../../src/policy/source/read-stream.ts';
import { formatDiagnostic } from '../../../../src/views/diagnostics.ts';

function read(data: string) {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: enableapigroupversions}\ndata:\n${data}`;
  const { diagnostics, value } = readVersionPriorities(readStream('v.yaml', text).configMaps[0]!);
  return { problems: diagnostics.map(formatDiagnostic), value };
}

describe('readVersionPriorities', () => {
  it('takes what Velero documents, line by line', () => {
    const { problems, value } = read(`  restoreResourcesVersionPriority: |-
    rockbands.music.example.io=v2beta1,v2beta2

    subscriptions.operators.coreos.com = v2, v1
`);

    expect(problems).toEqual([]);
    expect([...(value ?? [])]).toEqual([
      ['rockbands.music.example.io', ['v2beta1', 'v2beta2']],
      ['subscriptions.operators.coreos.com', ['v2', 'v1']],
    ]);
  });

  it('tells every line that Velero passes over', () => {
    const { problems, value } = read(`  restoreResourcesVersionPriority: |
    cronjobs.batch=v1
    cronjobs.batch
    jobs.batch=v1,
    =v1
`);

    expect(value).toBeUndefined();
    expect(problems).toEqual([
      expect.stringMatching(/^v\.yaml:7:5 .*error: "cronjobs\.batch" is no type with its versions/),
      expect.stringMatching(/^v\.yaml:8:5 .*error: "jobs\.batch=v1,"/),
      expect.stringMatching(/^v\.yaml:9:5 .*error: "=v1"/),
    ]);
  });

  it('tells that the key is missing', () => {
    expect(read('  other: a=v1\n').problems).toEqual([
      'v.yaml:1:1: error: ConfigMap enableapigroupversions has no key restoreResourcesVersionPriority',
    ]);
  });
});
