import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ANNOTATION,
  annotationsOf,
  GITOPS_ANNOTATIONS,
  LABEL,
  labelsOf,
  labelTime,
  labelValue,
  parseLabelTime,
} from '../../../src/report/annotations.ts';

const LEGAL = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

describe('the value of a label', () => {
  it.each(['', 'a', 'nightly-20261121021700', 'v1.2_3', 'x'.repeat(63)])(
    'is the text where that is legal: %s',
    (text) => {
      expect(labelValue(text)).toBe(text);
    },
  );

  it('shortens what is too long as Velero does: 57 characters and six digits of its SHA-256', () => {
    expect(labelValue('x'.repeat(64))).toBe(`${'x'.repeat(57)}7ce100`);
  });

  it('keeps texts apart that differ in illegal characters only', () => {
    expect(labelValue('prod/eu')).toMatch(/^prod-eu[0-9a-f]{6}$/);
    expect(labelValue('prod/eu')).not.toBe(labelValue('prod:eu'));
  });

  it('is legal, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const value = labelValue(text);

        expect(value).toMatch(LEGAL);
        expect(value.length).toBeLessThanOrEqual(63);
      }),
    );
  });
});

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
