import { Dispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import { collectAnswer } from '../../../../src/kube/transport/collect-answer.ts';

type Handler = Required<Dispatcher.DispatchHandler>;

describe('collectAnswer', () => {
  it('reads an answer to its end', async () => {
    const { answer } = ask((handler) => {
      handler.onResponseStart(CONTROLLER, 200, { 'content-type': 'application/json' });
      for (const part of ['{"a"', ':1}']) handler.onResponseData(CONTROLLER, Buffer.from(part));
      handler.onResponseEnd(CONTROLLER, {});
    });

    const { statusCode, headers, bytes } = await answer;

    expect([statusCode, headers, String(bytes)]).toEqual([200, { 'content-type': 'application/json' }, '{"a":1}']);
  });

  it('takes no interim answer for the answer', async () => {
    const { answer } = ask((handler) => {
      handler.onResponseStart(CONTROLLER, 103, {});
      handler.onResponseStart(CONTROLLER, 201, {});
      handler.onResponseEnd(CONTROLLER, {});
    });

    expect((await answer).statusCode).toBe(201);
  });

  it('takes what came of a refusal that breaks off, and nothing of an answer that does', async () => {
    const breakOff = (statusCode: number) => (handler: Handler) => {
      handler.onResponseStart(CONTROLLER, statusCode, {});
      handler.onResponseData(CONTROLLER, Buffer.from('{"kind":"St'));
      handler.onResponseError(CONTROLLER, new Error('reset'));
    };

    expect(String((await ask(breakOff(409)).answer).bytes)).toBe('{"kind":"St');
    await expect(ask(breakOff(201)).answer).rejects.toThrow('reset');
  });

  it('gives a request up at once, also one whose connection is still being made', async () => {
    const reason = new Error('terminated');
    const { answer, abort, aborted, begin } = ask(() => undefined);

    abort(reason);
    begin();

    await expect(answer).rejects.toBe(reason);
    expect(aborted).toEqual([reason]);
  });

  it('sends nothing once it is too late', async () => {
    const sent: Handler[] = [];

    const { answer } = ask((handler) => sent.push(handler), AbortSignal.abort(new Error('over')));

    await expect(answer).rejects.toThrow('over');
    expect(sent).toEqual([]);
  });

  it('gives up what is under way', async () => {
    const reason = new Error('terminated');
    const { answer, abort, aborted, begin } = ask(() => undefined);

    begin();
    abort(reason);

    await expect(answer).rejects.toBe(reason);
    expect(aborted).toEqual([reason]);
  });
});

const CONTROLLER = {} as Dispatcher.DispatchController;

/** Asks through a dispatcher that plays `script` to the handler. */
function ask(script: (handler: Handler) => void, over?: AbortSignal) {
  const aborted: Error[] = [];
  let handler: Handler | undefined;
  class Scripted extends Dispatcher {
    override dispatch(_: Dispatcher.DispatchOptions, given: Dispatcher.DispatchHandler): boolean {
      handler = given as Handler;
      script(handler);
      return true;
    }
  }
  const controller = new AbortController();
  const answer = collectAnswer(new Scripted(), { path: '/', method: 'GET' }, over ?? controller.signal);
  const noting = { abort: (reason: Error) => aborted.push(reason) } as unknown as Dispatcher.DispatchController;
  return {
    answer,
    aborted,
    abort: (reason: Error) => controller.abort(reason),
    begin: () => handler?.onRequestStart(noting, undefined),
  };
}
