import type { RunContext } from '../../../base/context.ts';
import { ApiError, type Cluster, type ObjectPath } from '../../../kube/cluster.ts';

const REVIEWS: ObjectPath = { group: 'authentication.k8s.io', version: 'v1', resource: 'selfsubjectreviews' };

/**
 * Who this process is to the API server: `system:serviceaccount:lifeboat-restore:lifeboat-restore`. Undefined where the
 * server does not say: before 1.28, or where that is forbidden. A review is a create that leaves nothing behind.
 */
export async function whoAmI(ctx: RunContext, cluster: Cluster): Promise<string | undefined> {
  try {
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: { name: '' } };
    const { status } = await cluster.create(ctx, REVIEWS, review);
    const { userInfo } = (status ?? {}) as { readonly userInfo?: { readonly username?: string } };
    return userInfo?.username;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    ctx.log.debug({ reason: error.message }, 'the API server does not say who this is');
    return undefined;
  }
}
