import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { JsonObject } from '../../../../../src/domain/json/exact-json.ts';
import { parseGroupResource } from '../../../../../src/domain/resource.ts';
import type { PrepareFacts } from '../../../../../src/domain/restore/prepare/facts.ts';

/** A golden pair's input: the object, and in the comment at its head what it says and the facts that are not the usual. */
export interface PrepareCase {
  /** The sentence that the case proves. */
  readonly says: string;
  readonly facts: PrepareFacts;
  readonly object: JsonObject;
  /** Path of the other half of the pair. */
  readonly output: string;
}

interface Header {
  readonly says: string;
  readonly type: string;
  readonly mapping?: Readonly<Record<string, string>>;
  /** Of the object itself where the header says nothing; null for cluster-scoped objects. */
  readonly target?: string | null;
  readonly preserveNodePorts?: boolean;
  readonly volume?: 'rebind' | 'provision';
  readonly statusWanted?: boolean;
}

/** Reads `<case>.input.yaml`. */
export function readCase(path: string): PrepareCase {
  const text = readFileSync(path, 'utf8');
  const comment = text.split('\n').filter((line) => line.startsWith('# '));
  const header = parse(comment.map((line) => line.slice(2)).join('\n')) as Header;
  const object = parse(text) as JsonObject & { readonly metadata: { readonly namespace?: string } };
  const output = path.replace('.input.', '.output.');
  return { says: header.says, object, output, facts: factsOf(header, object.metadata.namespace) };
}

function factsOf(header: Header, namespace: string | undefined): PrepareFacts {
  return {
    type: parseGroupResource(header.type),
    mapping: new Map(Object.entries(header.mapping ?? {})),
    target: header.target === null ? undefined : (header.target ?? namespace),
    preserveNodePorts: header.preserveNodePorts ?? false,
    volume: header.volume,
    statusWanted: header.statusWanted ?? false,
    backupLabel: 'nightly-20261121000000',
    restoreLabel: 'back-again',
  };
}
