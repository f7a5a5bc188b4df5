import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { JsonObject } from '../../../../../src/domain/json/exact-json.ts';
import type { PrepareFacts } from '../../../../../src/domain/restore/prepare/facts.ts';
import { thePrepareFacts } from '../../../../support/restore-builders.ts';

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
  readonly managedFieldsWanted?: boolean;
  readonly keepsFinalizers?: boolean;
  readonly losesTracking?: boolean;
  readonly losesSnapshots?: boolean;
}

/** Reads `<case>.input.yaml`. */
export function readCase(path: string): PrepareCase {
  const text = readFileSync(path, 'utf8');
  const comment = text.split('\n').filter((line) => line.startsWith('# '));
  const { says, ...header } = parse(comment.map((line) => line.slice(2)).join('\n')) as Header;
  const object = parse(text) as JsonObject & { readonly metadata: { readonly namespace?: string } };
  const output = path.replace('.input.', '.output.');
  return { says, object, output, facts: factsOf(header, object.metadata.namespace) };
}

function factsOf(
  { type, mapping, target, ...facts }: Omit<Header, 'says'>,
  namespace: string | undefined,
): PrepareFacts {
  return thePrepareFacts(type, {
    mapping: new Map(Object.entries(mapping ?? {})),
    target: target === null ? undefined : (target ?? namespace),
    backupLabel: 'nightly-20261121000000',
    restoreLabel: 'back-again',
    ...facts,
  });
}
