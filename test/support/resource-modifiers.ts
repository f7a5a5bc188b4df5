import { createHash } from 'node:crypto';
import type { ResourceModifiers } from '../../src/domain/restore/modifiers/modifiers.ts';
import { readResourceModifiers } from '../../src/policy/referenced/resource-modifiers.ts';
import { fileSource } from '../../src/policy/source/text-source.ts';

/** Resource modifiers from the rules' YAML, one text for each rule; throws for what a policy could not say. */
export function theModifiers(...rules: readonly string[]): ResourceModifiers {
  const text = `version: v1\nresourceModifierRules:\n${rules.map((rule) => `- ${rule.trim().replaceAll('\n', '\n  ')}\n`).join('')}`;
  const name = 'configmap:lifeboat/modifiers/rules.yaml';
  const sha256 = createHash('sha256').update(text).digest('hex');
  const { value, diagnostics } = readResourceModifiers({ name, source: fileSource(name, text), sha256 });
  if (value === undefined) throw new Error(`${JSON.stringify(diagnostics)}\n${text}`);
  return value;
}
