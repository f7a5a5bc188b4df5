import type { ApiType } from './api-type.ts';

/** What discovery says of a subresource; group and version only where they are not the type's own. */
export interface Subresource {
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

const READ_WRITE = ['get', 'patch', 'update'];
const CONNECT = ['create', 'get'];

/** A subresource of a type; one that is not listed has the type's own kind and can be read, patched and updated. */
export function subresourceOf({ kind }: ApiType, name: string): Subresource {
  switch (name) {
    case 'attach':
      return { kind: 'PodAttachOptions', verbs: CONNECT };
    case 'binding':
      return { kind: 'Binding', verbs: ['create'] };
    case 'eviction':
      return { group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] };
    case 'exec':
      return { kind: 'PodExecOptions', verbs: CONNECT };
    case 'finalize':
      return { kind, verbs: ['update'] };
    case 'log':
      return { kind, verbs: ['get'] };
    case 'portforward':
      return { kind: 'PodPortForwardOptions', verbs: CONNECT };
    case 'proxy':
      return { kind: `${kind}ProxyOptions`, verbs: ['create', 'delete', ...READ_WRITE] };
    case 'scale':
      return { group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: READ_WRITE };
    case 'token':
      return { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', verbs: ['create'] };
    default:
      return { kind, verbs: READ_WRITE };
  }
}
