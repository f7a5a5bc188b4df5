import { describe, expect, it } from 'vitest';
import { readExitStatus } from '../../../../src/kube/exec/exit-status.ts';
import { LostAnswer } from '../../../../src/kube/transport/lost-answer.ts';

const read = (status: object) => () => readExitStatus(JSON.stringify({ metadata: {}, ...status }));

describe('readExitStatus', () => {
  it('reads success as 0, and any other code from the causes', () => {
    const causes = [{ reason: 'ExitCode', message: '137' }];

    expect(read({ status: 'Success' })()).toEqual({ exitCode: 0 });
    expect(read({ status: 'Failure', reason: 'NonZeroExitCode', details: { causes } })()).toEqual({ exitCode: 137 });
  });

  it('refuses what could not be run, in the words of the node', () => {
    const status = { status: 'Failure', reason: 'InternalError', message: 'exec: "nope": executable file not found' };

    expect(read(status)).toThrow(expect.objectContaining({ name: 'ApiError', status: 500, message: status.message }));
  });

  it.each(['', 'null', '[]', '{"status":"Maybe"}', 'not json'])('takes %j for no answer', (text) => {
    expect(() => readExitStatus(text)).toThrow(LostAnswer);
  });
});
