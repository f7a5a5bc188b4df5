import type { RunContext } from '../../../../base/context.ts';
import { sha256Hex } from '../../../../base/hash.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { Cluster } from '../../../../kube/cluster.ts';
import { type FoundDocument, parsePolicies } from '../../../../policy/parse.ts';
import { LABEL } from '../../../../report/annotations.ts';
import { dataOf } from '../../../../report/config-map.ts';
import type { PodFacts, Prepared, RestoreOrder } from '../../../../run/services.ts';
import { findConfigMap } from '../../../policies/config-map.ts';
import type { PolicyFile } from '../../../policy-sources.ts';
import type { OrderCall } from './backup-order.ts';
import { inOneLine, type PolicyBook, withText } from './policy-book.ts';
import { orderOf } from './restore-order.ts';

/** Value of `LABEL.kind` on a ConfigMap that asks for a restore. */
export const REQUEST_KIND = 'restore-request';

/** The key of the policy in a request. */
export const REQUEST_KEY = 'restore.yaml';

/**
 * The order of the request that is called like the Pod's Job: a ConfigMap in the Job's namespace with one RestorePolicy.
 * Locations come from the book alone: who may write requests must not choose what is read with the runner's credentials.
 */
export async function requestOrder(
  ctx: RunContext,
  call: OrderCall,
  book: PolicyBook,
  { cluster, pod }: { readonly cluster: Cluster; readonly pod: PodFacts },
): Promise<Prepared<RestoreOrder>> {
  const file = await readRequest(ctx, cluster, pod);
  const source = { name: pod.jobName, source: file.name, sha256: file.sha256 };
  const faults = faultsOf(ctx, file);
  if (faults.length > 0) return { problems: faults, policy: source };
  const whole = withText(book, file, ctx.clock.now());
  const found = documentIn(whole, file);
  if (found === undefined) return { problems: [`${file.name}: holds no RestorePolicy`], policy: source };
  return orderOf(ctx, call, whole, { found, source });
}

function documentIn({ parsed }: PolicyBook, file: PolicyFile): FoundDocument | undefined {
  return parsed.found.find(({ place }) => place.file === file.name);
}

async function readRequest(ctx: RunContext, cluster: Cluster, { namespace, jobName }: PodFacts): Promise<PolicyFile> {
  const what = `${namespace}/${jobName}`;
  const object = await findConfigMap(
    ctx,
    cluster,
    { namespace, name: jobName },
    {
      what: 'the restore request',
      hint: 'Add to the Role: {apiGroups: [""], resources: ["configmaps"], verbs: ["get"]}',
    },
  );
  if (object === undefined) {
    throw new RunError('policy-not-found', `There is no restore request ${what}, a ConfigMap called like this Job`, {
      hint: `Create it with the label ${LABEL.kind}: ${REQUEST_KIND} and a RestorePolicy under the key ${REQUEST_KEY}, then a Job of the same name`,
    });
  }
  const kind = object.metadata.labels?.[LABEL.kind];
  if (kind !== REQUEST_KIND) {
    const said = kind === undefined ? `no label ${LABEL.kind}` : `the label ${LABEL.kind}: ${kind}`;
    throw new RunError('policy-invalid', `ConfigMap ${what} is no restore request: it has ${said}`, {
      hint: `Requests have the label ${LABEL.kind}: ${REQUEST_KIND}`,
    });
  }
  const text = dataOf(object, REQUEST_KEY);
  if (text === undefined) {
    const keys = Object.keys({ ...(object['data'] as object | null), ...(object['binaryData'] as object | null) });
    throw new RunError('policy-invalid', `Restore request ${what} has no text under the key ${REQUEST_KEY}`, {
      hint: keys.length === 0 ? 'It holds nothing' : `It holds ${keys.toSorted().join(', ')}`,
    });
  }
  return { name: `configmap:${what}/${REQUEST_KEY}`, text, sha256: sha256Hex(text) };
}

/** What is wrong with a request beside what its one document says: there must be one, and it must be a RestorePolicy. */
function faultsOf(ctx: RunContext, file: PolicyFile): string[] {
  const { found, diagnostics, ignored } = parsePolicies([file], ctx.clock.now());
  const broken = diagnostics.filter(({ code, severity }) => severity === 'error' && code !== 'unknown-reference');
  if (found.length === 0 && broken.length > 0) return broken.map(inOneLine);
  const locations = found.filter(({ kind }) => kind === 'StorageLocation');
  if (locations.length > 0) {
    return locations.map(({ place, name }) => {
      return `${place.file}:${place.line}:${place.column}: error: StorageLocation ${name ?? ''}: a request brings no location of its own; it names one of the policies`;
    });
  }
  const objects = found.length + ignored;
  if (objects !== 1) {
    const count = objects === 0 ? 'no document' : `${objects} documents`;
    return [`${file.name}: error: holds ${count}; a request is one RestorePolicy`];
  }
  return found
    .filter(({ kind }) => kind !== 'RestorePolicy')
    .map(({ place, kind = 'a document of no known kind' }) => {
      return `${place.file}:${place.line}:${place.column}: error: holds ${kind}; a request is one RestorePolicy`;
    });
}
