import { describe, expect, it } from 'vitest';
import { renderReportPage } from '../../../../src/views/report/page.ts';
import { aHostileOverview, HOSTILE } from '../../../support/hostile-report.ts';
import { anOverview } from '../../../support/report-sample.ts';

const PAGE = renderReportPage(anOverview());

/** The page without its style, which is ours. */
const bodyOf = (page: string) => page.replace(/<style>[^]*?<\/style>/, '');

describe('the report as a page', () => {
  it('is one document that needs nothing else and forbids everything else', () => {
    expect(PAGE).toMatch(/^<!doctype html>\s*<html lang="en">/);
    expect(PAGE).toMatch(
      /http-equiv="Content-Security-Policy"\s+content="default-src 'none'; style-src 'unsafe-inline'/,
    );
    expect(bodyOf(PAGE)).not.toMatch(
      /<(script|img|iframe|object|embed|link|form|input|button)\b| on\w+=|(src|action)=/,
    );
    expect([...PAGE.matchAll(/href="([^"]*)"/g)].map(([, to]) => to).filter((to) => !to!.startsWith('#'))).toEqual([]);
    expect(PAGE).not.toMatch(/url\(|@import/);
  });

  it('shows how policies stand, runs, sizes, failures, a calendar, coverage and restores', () => {
    for (const part of [
      'Last good backup',
      'Runs over time',
      'Archive size',
      'What went wrong',
      'Calendar',
      'holds',
      'Restores',
    ])
      expect(PAGE).toContain(part);
    expect(PAGE).toContain('Cannot reach s3://acme-backups: the store answered 503');
    expect(PAGE).toContain('The data of 12 of 12 claims is NOT in it');
    expect(PAGE).toContain('kept: the last good one of week 2026-W39');
    expect(PAGE).toContain('velero-backup.json is no JSON');
  });

  it('is well formed: every element that is opened is closed, in order', () => {
    const open: string[] = [];
    const isVoid = (name: string) =>
      ['meta', 'line', 'circle', 'path', 'rect', '!doctype'].includes(name.toLowerCase());
    for (const [tag, slash = '', name = ''] of PAGE.matchAll(/<(\/?)([a-z!][\w-]*)[^>]*>/gi)) {
      if (slash === '/' && !isVoid(name)) expect(open.pop()).toBe(name);
      else if (slash === '' && !tag.endsWith('/>') && (!isVoid(name) || name === 'circle' || name === 'path'))
        open.push(name);
      else if (slash === '/') expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it('takes hostile names for text', () => {
    const page = bodyOf(renderReportPage(aHostileOverview()));

    for (const text of HOSTILE.slice(0, 6)) expect(page).not.toContain(text);
    expect(page).not.toMatch(/<(script|img|iframe|b)\b|<svg onload/);
    expect(page).toContain('&lt;script&gt;window.pwned = 1&lt;/script&gt;');
    expect(page.isWellFormed()).toBe(true);
  });

  it('says so where there is nothing', () => {
    const page = renderReportPage({ ...anOverview(), policies: [], restores: [], locations: [] });

    expect(page).toContain('There is no backup and no record of a run here.');
  });

  it('stays small with years of runs', () => {
    const overview = anOverview();
    const [first] = overview.policies;
    const runs = Array.from({ length: 2_000 }, (_, i) => first!.runs[i % first!.runs.length]!);

    expect(renderReportPage({ ...overview, policies: [{ ...first!, runs }] }).length).toBeLessThan(2_000_000);
  });
});
