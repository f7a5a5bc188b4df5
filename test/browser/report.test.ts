import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Overview } from '../../src/domain/report/overview.ts';
import { renderReportPage } from '../../src/views/report/page.ts';
import { type BrowserPage, startBrowser } from '../support/browser-rig.ts';
import { aHostileOverview } from '../support/hostile-report.ts';
import { anOverview } from '../support/report-sample.ts';

/** Set to a folder, the pictures are kept there, for somebody to look at. */
const PICTURES = process.env['SCREENSHOTS'];

let folder: string;
let page: BrowserPage;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-report-'));
  page = await startBrowser();
});
afterEach(async () => {
  await page[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

interface Look {
  readonly width?: number;
  readonly media?: 'screen' | 'print';
  readonly scheme?: 'light' | 'dark';
}

async function show(
  overview: Overview,
  { width = 1100, media = 'screen', scheme = 'light' }: Look = {},
): Promise<string> {
  const file = join(folder, 'report.html');
  writeFileSync(file, renderReportPage(overview));
  const url = pathToFileURL(file).href;
  await page.send('Emulation.setDeviceMetricsOverride', { width, height: 1400, deviceScaleFactor: 1, mobile: false });
  const features = [{ name: 'prefers-color-scheme', value: scheme }];
  await page.send('Emulation.setEmulatedMedia', { media, features });
  await page.open(url);
  return url;
}

async function picture(name: string): Promise<void> {
  const { data } = await page.send('Page.captureScreenshot', { captureBeyondViewport: true, format: 'png' });
  if (PICTURES !== undefined) writeFileSync(join(PICTURES, `${name}.png`), Buffer.from(String(data), 'base64'));
}

/** Texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, AA). */
const FAINT_TEXTS = `(() => {
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = numbers(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, nodeValue } = walker.currentNode;
    if (nodeValue.trim() === '' || element.closest('title') || element.tagName === 'STYLE') continue;
    const style = getComputedStyle(element);
    const ink = light(numbers(element instanceof SVGElement ? style.fill : style.color));
    const paper = light(behind(element));
    const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (contrast < 4.5) faint.push(nodeValue.trim().slice(0, 30) + ' ' + contrast.toFixed(2));
  }
  return [...new Set(faint)];
})()`;

const OVERFLOW = 'document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth';

describe('the report in a browser', () => {
  it.each(['light', 'dark'] as const)('asks for nothing but itself, and can be read in the %s', async (scheme) => {
    const url = await show(anOverview(), { scheme });
    await picture(scheme);

    expect(page.requests.filter((request) => !request.startsWith('about:'))).toEqual([url]);
    expect(page.complaints).toEqual([]);
    expect(await page.evaluate(FAINT_TEXTS)).toEqual([]);
    expect(await page.evaluate(OVERFLOW)).toBe(0);
  });

  it('fits a telephone', async () => {
    await show(anOverview(), { width: 390 });
    await picture('narrow');

    expect(await page.evaluate(OVERFLOW)).toBe(0);
  });

  it('shows on paper what has to be opened on a screen, in ink that can be read', async () => {
    await show(anOverview(), { media: 'print', scheme: 'dark', width: 690 }); // A4 within its margins
    await picture('print');
    const { data } = await page.send('Page.printToPDF', { preferCSSPageSize: true });
    const pdf = Buffer.from(String(data), 'base64');
    if (PICTURES !== undefined) writeFileSync(join(PICTURES, 'print.pdf'), pdf);

    const hidden = await page.evaluate(
      `[...document.querySelectorAll('details table')].filter((table) => table.checkVisibility({ contentVisibilityAuto: true }) === false || table.getBoundingClientRect().height < 50).length`,
    );
    expect(hidden).toBe(0);
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    expect(await page.evaluate(FAINT_TEXTS)).toEqual([]);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('needs no scripts', async () => {
    await page.send('Emulation.setScriptExecutionDisabled', { value: true });
    await show(anOverview());

    expect(page.complaints).toEqual([]);
    expect(await page.evaluate('document.querySelectorAll("script").length')).toBe(0);
    expect(await page.evaluate('document.querySelectorAll("svg[role=img]").length')).toBeGreaterThan(4);
  });

  it('runs and loads nothing of what hostile names hold', async () => {
    const url = await show(aHostileOverview());
    await picture('hostile');

    expect(await page.evaluate('window.pwned === undefined')).toBe(true);
    expect(page.requests.filter((request) => !request.startsWith('about:'))).toEqual([url]);
    const foreign =
      'document.querySelectorAll("script, iframe, img, b, object, embed, link, form, [onload], [onerror], [onmouseover]").length';
    expect(await page.evaluate(foreign)).toBe(0);
    expect(await page.evaluate('document.body.innerText.includes("<script>window.pwned = 1</script>")')).toBe(true);
  });

  it('gives every drawing a name, every table a head, and headings in order', async () => {
    await show(anOverview());

    const unnamed = `[...document.querySelectorAll('svg')].filter((svg) => svg.getAttribute('aria-hidden') !== 'true' && !svg.getAttribute('aria-label')).length`;
    const headless = `[...document.querySelectorAll('table')].filter((table) => table.querySelectorAll('thead th[scope=col]').length === 0).length`;
    const levels = `[...document.querySelectorAll('h1, h2, h3')].map((heading) => Number(heading.tagName[1]))`;
    const found = (await page.evaluate(levels)) as number[];
    expect(await page.evaluate(unnamed)).toBe(0);
    expect(await page.evaluate(headless)).toBe(0);
    expect(found[0]).toBe(1);
    expect(found.every((level, i) => level <= (found[i - 1] ?? 0) + 1)).toBe(true);
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
  });
});
