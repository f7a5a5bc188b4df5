import type { OrderCall } from '../../../../../../src/cli/commands/run/orders/backup-order.ts';
import type { PolicyBook } from '../../../../../../src/cli/commands/run/orders/policy-book.ts';
import { sha256Hex } from '../../../../../../src/base/hash.ts';
import { parsePolicies } from '../../../../../../src/policy/parse.ts';

/** One document in our form. */
export function aDocument(kind: string, name: string, spec: string): string {
  return `apiVersion: lifeboat.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
}

/** What a folder with these texts, one file each, gives. */
export function aBook(...texts: readonly string[]): PolicyBook {
  const files = texts.map((text, i) => ({ name: `policies/${i}.yaml`, text, sha256: sha256Hex(text) }));
  return {
    source: { source: '/etc/lifeboat/policies', files, unreadable: [], ignored: [], sha256: sha256Hex(texts.join()) },
    parsed: parsePolicies(files, new Date('2026-11-21T00:00:00Z')),
  };
}

/** What a call of `run` says; nothing but defaults unless told. */
export function anOrderCall(
  overrides: Partial<OrderCall['options']> = {},
  flags: readonly [string, string][] = [],
): OrderCall {
  const options = {
    clusterName: 'default',
    timeout: undefined,
    statusDir: undefined,
    kubeconfig: undefined,
    context: undefined,
    as: undefined,
    adopt: false,
    force: false,
    yes: false,
    includeNamespaces: [],
    excludeNamespaces: [],
    includeResources: [],
    excludeResources: [],
    includeClusterResources: undefined,
    selector: undefined,
    orSelector: undefined,
    ...overrides,
  };
  return { options, given: new Map(flags) };
}
