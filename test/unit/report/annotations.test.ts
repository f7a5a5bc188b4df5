import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  ANNOTATION,
  annotationsOf,
  GITOPS_ANNOTATIONS,
  LABEL,
  labelsOf,
  labelTime,
  parseLabelTime,
} from '../../../src/report/annotations.ts';

describe('a time as a label', () => {
  it('reads back', () => {
    expect(labelTime('2026-11-21T02:17:00Z')).toBe('20261121T021700Z');
    expect(parseLabelTime('20261121T021700Z')).toBe('2026-11-21T02:17:00Z');
  });

  it.each([undefined, '', 'yesterday', '2026-11-21T02:17:00Z'])('is not what holds %s', (value) => {
    expect(parseLabelTime(value)).toBeUndefined();
  });
});

it('leaves out labels and annotations without a value, and cuts long annotations', () => {
  expect(labelsOf({ a: 'x y', b: undefined })).toEqual({ a: expect.stringMatching(/^x-y/) });
  expect(annotationsOf({ a: 'y'.repeat(5_000), b: undefined })).toEqual({ a: 'y'.repeat(1_024) });
});

describe('the page about results', () => {
  const page = readFileSync(new URL('../../../docs/results.md', import.meta.url), 'utf8');

  it('names every label and annotation', () => {
    const keys = [...Object.values(LABEL), ...Object.values(ANNOTATION), ...Object.keys(GITOPS_ANNOTATIONS)];

    expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });
});
