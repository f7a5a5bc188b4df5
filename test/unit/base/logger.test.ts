import { describe, expect, it } from 'vitest';
import { createLogger, serializeError } from '../../../src/base/logger.ts';
import { Redactor } from '../../../src/base/redact.ts';

function aLogger(style: 'json' | 'terminal', level = 'info') {
  const lines: string[] = [];
  const redactor = new Redactor();
  const tape = createLogger({ level, style, write: (line) => lines.push(line), redactor });
  return { ...tape, lines, redactor };
}

describe('createLogger', () => {
  it('writes one JSON document a line, with level and time as words', () => {
    const { log, lines } = aLogger('json');

    log.info({ items: 3 }, 'collecting');

    expect(JSON.parse(lines[0]!)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^20.*Z$/),
      items: 3,
      message: 'collecting',
    });
  });

  it('writes short lines for people, with the cause of an error', () => {
    const { log, lines } = aLogger('terminal');

    log.warn({ error: new Error('no route'), tries: 2 }, 'cannot renew the lock yet');

    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d {2}warn: cannot renew the lock yet: no route {2}tries=2\n$/);
  });

  it('row 121: redacts known secrets in every line, written and recorded', () => {
    const { log, lines, recorded, redactor } = aLogger('json');
    redactor.add('wJalrXUtnFEMI');

    log.error({ error: new Error('key wJalrXUtnFEMI refused') }, 'the run ended early');

    expect(lines.join('') + Buffer.from(recorded()).toString()).not.toContain('wJalrXUtnFEMI');
  });

  it('records what was written, for the copy that the backup keeps', () => {
    const { log, recorded } = aLogger('terminal');

    log.info('collecting');

    expect(JSON.parse(Buffer.from(recorded()).toString())).toMatchObject({ message: 'collecting' });
  });

  it.each(['error', 'silent'])('records what a person did not want to see, at level %s', (level) => {
    const { log, lines, recorded } = aLogger('json', level);

    log.debug('step reached');
    log.info('collecting');

    expect(lines).toEqual([]);
    expect(Buffer.from(recorded()).toString()).toMatch(/^\{.*"message":"collecting"\}\n$/);
  });

  it('shows and records more where more is asked for', () => {
    const { log, lines, recorded } = aLogger('json', 'debug');

    log.debug('step reached');

    expect(lines).toHaveLength(1);
    expect(Buffer.from(recorded()).toString()).toBe(lines[0]);
  });
});

it('tells an error by name, message, code, stack and causes, and by nothing that hangs on it', () => {
  const error = Object.assign(new Error('refused', { cause: new Error('why') }), {
    code: 'E1',
    response: { body: 'secret' },
  });

  const told = serializeError(error);

  expect(told).toMatchObject({ name: 'Error', message: 'refused', code: 'E1', cause: { message: 'why' } });
  expect(JSON.stringify(told)).not.toContain('secret');
});
