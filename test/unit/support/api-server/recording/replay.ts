import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { encodeJson } from '../../../../support/api-server/objects/json.ts';
import type { UserRule } from '../../../../support/api-server/api/users.ts';
import { normalise } from './normalise.ts';
import { type AnswersSoFar, type Asker, HOME, type Step } from './step.ts';

/** A server to ask, real or in memory. */
export interface Target {
  readonly url: string;
  readonly caPem: string;
  readonly tokens: Readonly<Record<'admin' | 'reader', string>>;
}

/** What a server answered, without what differs from one time to the next. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly warning?: string;
  readonly body: string;
}

/** The name of the ServiceAccount with few rights. */
export const READER = `system:serviceaccount:${HOME}:reader`;

/** Its rights. */
export const READER_RULES: readonly UserRule[] = [
  { verbs: ['list'], apiGroups: [''], resources: ['namespaces'], resourceNames: [HOME] },
  { verbs: ['list', 'get'], apiGroups: [''], resources: ['configmaps'], namespace: HOME },
  {
    verbs: ['get'],
    apiGroups: ['apps'],
    resources: ['deployments', 'deployments/status'],
    resourceNames: ['web'],
    namespace: HOME,
  },
];

const RETRY_MS = 200;

/** Asks a server every step in order; yields the answers, those of set-up steps left out. */
export async function* replay(target: Target, steps: readonly Step[]): AsyncGenerator<readonly [string, Answer]> {
  const dispatcher = new Agent({ connect: { ca: target.caPem } });
  const bodies = new Map<string, string>();
  try {
    for (const step of steps) {
      const answer = await ask(target, dispatcher, step, bodies);
      bodies.set(step.name, answer.body);
      if (step.isSetUp !== true) yield [step.name, { ...answer, body: normalise(answer.body) }];
    }
  } finally {
    await dispatcher.close();
  }
}

async function ask(target: Target, dispatcher: Agent, step: Step, seen: AnswersSoFar): Promise<Answer> {
  const path = typeof step.path === 'function' ? step.path(seen) : step.path;
  const response = await request(`${target.url}${path}`, {
    dispatcher,
    method: step.method as 'GET',
    headers: headersOf(target, step),
    body: bodyOf(step, seen) ?? null,
  });
  const body = await response.body.text();
  if (step.until !== undefined && response.statusCode !== step.until) {
    await pause(RETRY_MS);
    return ask(target, dispatcher, step, seen);
  }
  const { 'content-type': contentType, warning } = response.headers;
  const warned = warning === undefined ? {} : { warning: String(warning) };
  return { status: response.statusCode, contentType: String(contentType), ...warned, body };
}

function bodyOf({ body, text }: Step, seen: AnswersSoFar): string | undefined {
  if (text !== undefined) return text;
  const value = typeof body === 'function' ? body(seen) : body;
  return value === undefined ? undefined : encodeJson(value, 'given');
}

function headersOf(target: Target, step: Step): Record<string, string> {
  const token = tokenOf(target, step.as ?? 'admin');
  return {
    accept: step.accept ?? 'application/json',
    'user-agent': 'replay/1',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(step.body === undefined && step.text === undefined
      ? {}
      : { 'content-type': step.contentType ?? 'application/json' }),
  };
}

function tokenOf({ tokens }: Target, asker: Asker): string | undefined {
  switch (asker) {
    case 'nobody':
      return undefined;
    case 'stranger':
      return 'wrong';
    default:
      return tokens[asker];
  }
}
