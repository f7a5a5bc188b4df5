import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../../../../src/cli/commands/fetch/via-job/failure.ts';

const END = { exitCode: 66, reason: 'Error', message: 'the end of its log' };
const WORD = JSON.stringify({ level: 'error', code: 'item-not-found', message: 'No such item', hint: 'Look' });

describe('the end of a Job', () => {
  it('is its own problem, by its last word', () => {
    expect(failureOf('lifeboat/fetch', END, ['{', '{"code":"usage","message":"earlier"}', WORD, 'x'])).toMatchObject({
      code: 'item-not-found',
      message: 'Job lifeboat/fetch: No such item',
      hint: 'Look',
    });
  });

  it.each([
    [
      'another exit code',
      { ...END, exitCode: 137, reason: 'OOMKilled' },
      [WORD],
      'exit code 137 (OOMKilled): the end of its log',
    ],
    ['a code that nobody knows', END, ['{"code":"no-such","message":"?"}'], 'exit code 66 (Error): the end of its log'],
    ['no word at all', { ...END, message: '' }, ['one', 'two'], 'exit code 66 (Error): one\ntwo'],
    ['nothing', { exitCode: 1, reason: '', message: '' }, [], 'exit code 1'],
  ])('is what the cluster tells, with %s', (_, end, log, message) => {
    expect(failureOf('lifeboat/fetch', end, log)).toMatchObject({
      code: 'cluster-unavailable',
      message: `Job lifeboat/fetch ended with ${message}`,
    });
  });
});
