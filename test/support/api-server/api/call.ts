import type { ApiRequest } from '../http/reply.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { ApiType } from '../types/api-type.ts';
import type { RequestInfo } from './request-info.ts';
import type { ApiUser } from './users.ts';

/** One authorized request for a known type. */
export interface Call {
  readonly state: ClusterState;
  readonly request: ApiRequest;
  readonly info: RequestInfo;
  readonly type: ApiType;
  readonly user: ApiUser;
}

/** The server's answer to a write: the object as it is now. */
export interface Written {
  readonly status: 200 | 201;
  readonly json: string;
}
