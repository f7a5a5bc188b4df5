import { describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../src/policy/parse.ts';

const NOW = new Date('2026-11-21T00:00:00Z');

const document = (kind: string, name: string, spec: string) =>
  `apiVersion: lifeboat.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {${spec}}`;

function parse(spec: string) {
  const text = [
    document('StorageLocation', 'default', 'filesystem: {path: /b}'),
    document('VerifyPolicy', 'check', spec),
  ];
  const { documents, diagnostics } = parsePolicies([{ name: 'p.yaml', text: text.join('\n---\n') }], NOW);
  return {
    policy: documents.find(({ kind }) => kind === 'VerifyPolicy'),
    messages: diagnostics.map(({ path, message }) => `${path}: ${message}`),
  };
}

describe('a VerifyPolicy', () => {
  it('takes the newest backups where it says nothing', () => {
    expect(parse('')).toEqual({
      messages: [],
      policy: {
        kind: 'VerifyPolicy',
        name: 'check',
        storageLocation: 'default',
        choice: { policies: [], which: 'Latest' },
        timeoutMs: undefined,
        notify: [],
        pushgateway: undefined,
      },
    });
  });

  it.each([
    ['which: All, policies: [nightly, nightly]', { policies: ['nightly'], which: 'All' }],
    ['which: Sample', { policies: [], which: { sample: { percent: 5 } } }],
    ['which: Sample, sample: "3"', { policies: [], which: { sample: { count: 3 } } }],
  ])('reads %s', (spec, choice) => {
    expect(parse(spec).policy).toMatchObject({ choice });
  });

  it.each([
    ['sample: 5%', 'spec.sample: goes with `which: Sample`'],
    ['which: Sample, sample: half', 'spec.sample: is neither a share of all (5%) nor a number of backups'],
    ['which: Newest', 'spec.which: '],
    ['timeout: 0s', 'spec.timeout: '],
    ['notify: [{name: a, url: "http://alerts"}]', 'spec.notify[0].url: begins with http'],
    ['metrics: {pushgateway: {url: "http://gateway"}}', 'spec.metrics.pushgateway.url: begins with http'],
    ['storageLocation: other', 'spec.storageLocation: no StorageLocation is called other'],
  ])('refuses %s', (spec, message) => {
    expect(parse(spec).messages).toEqual([expect.stringContaining(message)]);
  });
});
