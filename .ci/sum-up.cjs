'use strict';
// Usage: sum-up.cjs FOLDER COUNTED... -- BROKEN...
// Reads the logs and the JSON reports that the parts left in a folder. Tells of every part that broke why it did; the
// last line adds up the reports that count. Ends with 1 when one of those is not whole.
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Most lines that are told of one part: all of them shall stand in the last screens of a log. */
const MAX_LINES = 120;
/** So many where nothing says where the failures begin. */
const LAST_LINES = 40;

const [folder, ...words] = process.argv.slice(2);
const border = words.indexOf('--');
const [counted, broken] = [words.slice(0, border), words.slice(border + 1)];

for (const part of broken) tellOf(part);
addUp();

/** vitest ends its log with the failures, each with its difference. */
function tellOf(part) {
  const file = join(folder, `${part}.log`);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  const failures = lines.findIndex((line) => /⎯.* Failed (Suites|Tests) /.test(line));
  const told = failures < 0 ? lines.slice(-LAST_LINES) : lines.slice(failures, failures + MAX_LINES);
  say(`\n=== why ${part} failed\n${told.join('\n')}`);
}

function addUp() {
  let [passed, failed, skipped, isWhole] = [0, 0, 0, true];
  for (const part of counted) {
    const report = reportOf(part) ?? { numTotalTests: 0 };
    isWhole &&= report.numTotalTests > 0 && report.success;
    passed += report.numPassedTests ?? 0;
    failed += report.numFailedTests ?? 0;
    skipped += (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  }
  if (broken.length > 0) say(`\nfailed: ${broken.join(' ')}`);
  say(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = isWhole && passed > 0 ? 0 : 1;
}

function reportOf(part) {
  const file = join(folder, `${part}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
