import type { RunContext } from '../../../base/context.ts';
import { servedType } from '../../../domain/restore/conditions/named-type.ts';
import { judgeAnswer, judgeCondition, judgeCount, judgeValue } from '../../../domain/restore/conditions/judge.ts';
import type {
  HttpAnswer,
  HttpQuestion,
  Judgement,
  NamedObject,
  SuccessCondition,
} from '../../../domain/restore/conditions/success-condition.ts';
import type { ResourceType } from '../../../domain/resource.ts';
import { ApiError, type Cluster, type ObjectPath } from '../../../kube/cluster.ts';

/** Asks an address once, under the rules for requests that a policy names. */
export type Probe = (ctx: RunContext, question: HttpQuestion) => Promise<HttpAnswer>;

/** What conditions are looked up with. */
export interface Looking {
  readonly cluster: Cluster;
  /** As the cluster serves them now. */
  readonly types: readonly ResourceType[];
  readonly probe: Probe;
}

/** How a condition stands at the moment. `isFinal`: looking again cannot help. */
export interface Look extends Judgement {
  readonly isFinal: boolean;
}

/** Looks once. What the cluster refuses is a finding; what it does not answer is thrown. */
export async function look(ctx: RunContext, looking: Looking, condition: SuccessCondition): Promise<Look> {
  try {
    return await ask(ctx, looking, condition);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const isFinal = error.status === 401 || error.status === 403;
    return { isMet: false, isFinal, found: `it cannot be looked at: ${error.message}` };
  }
}

async function ask(ctx: RunContext, looking: Looking, condition: SuccessCondition): Promise<Look> {
  switch (condition.type) {
    case 'condition':
      return { isFinal: false, ...judgeCondition(await read(ctx, looking, condition.object), condition) };
    case 'value':
      return { isFinal: false, ...judgeValue(await read(ctx, looking, condition.object), condition) };
    case 'count':
      return { isFinal: false, ...judgeCount(await count(ctx, looking, condition.objects), condition) };
    case 'http': {
      const answer = await looking.probe(ctx, condition);
      return { isFinal: 'failure' in answer && answer.isFinal, ...judgeAnswer(answer, condition) };
    }
  }
}

/** Undefined for what is not there, also where its type is not served. */
async function read(ctx: RunContext, looking: Looking, { resource, namespace, name }: NamedObject): Promise<unknown> {
  const path = pathOf(looking, resource, namespace);
  return path && looking.cluster.read(ctx, path, name);
}

async function count(
  ctx: RunContext,
  looking: Looking,
  { resource, namespace, labelSelector }: Extract<SuccessCondition, { readonly type: 'count' }>['objects'],
): Promise<number> {
  const path = pathOf(looking, resource, namespace);
  if (path === undefined) return 0;
  return (await looking.cluster.listObjects(ctx, path, labelSelector)).length;
}

function pathOf({ types }: Looking, resource: string, namespace: string | undefined): ObjectPath | undefined {
  const type = servedType(resource, types);
  if (type === undefined) return undefined;
  return {
    group: type.group,
    version: type.version,
    resource: type.resource,
    ...(type.namespaced && namespace !== undefined && { namespace }),
  };
}
