import type { FieldProblem } from '../api/status-error.ts';
import type { ApiObject } from '../objects/api-object.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import { keyOf } from '../state/store.ts';
import type { ApiType } from '../types/api-type.ts';
import { immutableProblems } from './immutable.ts';
import { completeJob, jobProblems } from './jobs.ts';
import { settleService, type Settled } from './services.ts';

/** A prepared new object with what the server decides by looking at it and around it; problems where it cannot be. */
export function settleNew(state: ClusterState, type: ApiType, object: ApiObject): Settled {
  switch (type.name) {
    case 'services':
      return settleService(object, undefined, othersThan(state, type, object));
    case 'jobs.batch': {
      const completed = completeJob(object);
      return { object: completed, problems: jobProblems(completed) };
    }
    default:
      return { object, problems: NONE };
  }
}

/** As `settleNew`, for an object that is changed. */
export function settleChange(state: ClusterState, type: ApiType, before: ApiObject, after: ApiObject): Settled {
  if (type.name === 'services') return settleService(after, before, othersThan(state, type, after));
  return { object: after, problems: immutableProblems(type, before, after) };
}

const NONE: readonly FieldProblem[] = [];

function othersThan(state: ClusterState, type: ApiType, object: ApiObject): ApiObject[] {
  return state.store.list(type.collection).filter((other) => keyOf(other) !== keyOf(object));
}
