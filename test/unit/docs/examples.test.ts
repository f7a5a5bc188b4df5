import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { GLOBAL_OPTIONS } from '../../../src/cli/arguments/global-options.ts';
import { variableOf } from '../../../src/cli/arguments/option.ts';
import { parseArguments } from '../../../src/cli/arguments/parse-arguments.ts';
import { findEntry, loadAllCommands } from '../../../src/cli/commands/catalog.ts';
import { parsePolicies } from '../../../src/policy/parse.ts';
import { allPages, type CodeBlock } from './markdown.ts';

const NOW = new Date('2026-11-21T00:00:00Z');

const pages = allPages();
const blocks = pages.flatMap((page) => page.blocks);
const shell = blocks.filter(({ language }) => language === 'sh');
const yaml = [...blocks.filter(({ language }) => language === 'yaml'), ...shell.flatMap(heredocsOf)];

interface KubeObject {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown };
}

/** YAML that a shell block writes: `<<'YAML'` up to `YAML`. */
function heredocsOf({ place, text }: CodeBlock): CodeBlock[] {
  return [...text.matchAll(/<<'YAML'\n([^]*?)\nYAML\n/g)].map(([, inner]) => ({
    place: `${place}, the document inside`,
    language: 'yaml',
    text: inner!,
  }));
}

function isPolicy(text: string): boolean {
  return /^apiVersion: (lifeboat\.dev|velero\.io)\//m.test(text);
}

/** The calls of `lifeboat` in a shell block, each as its words. */
function callsIn({ place, text }: CodeBlock): { readonly place: string; readonly words: string[] }[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  return lines
    .flatMap((line) => line.replace(/(^|\s)#.*$/, '').split(/\s\|\s|&&|;/))
    .map((part) => part.trim().replace(/^(npx|kubectl) (?=lifeboat\b)/, ''))
    .filter((part) => part.startsWith('lifeboat ') && !/[…<>]/.test(part))
    .map((part) => ({ place: `${place}: ${part}`, words: wordsOf(part).slice(1) }));
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare!);
}

describe('the examples in the pages', () => {
  it.each(yaml.map((block) => [block.place, block] as const))('are YAML: %s', (_, { text }) => {
    const documents = parseAllDocuments(text);

    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it.each(yaml.filter((block) => isPolicy(block.text)).map((block) => [block.place, block] as const))(
    'are policies without errors: %s',
    (place, { text }) => {
      const { diagnostics, found } = parsePolicies([{ name: place, text }], NOW);

      // What an example refers to may stand in another one.
      const errors = diagnostics.filter(({ severity, code }) => severity === 'error' && code !== 'unknown-reference');
      expect(errors).toEqual([]);
      expect(found.length).toBeGreaterThan(0);
    },
  );

  it.each(yaml.filter(({ text }) => !isPolicy(text)).map((block) => [block.place, block] as const))(
    'are objects with a name, where they are whole: %s',
    (_, { text }) => {
      const objects = parseAllDocuments(text).map((document) => document.toJS() as KubeObject);

      const whole = objects.filter(({ apiVersion, kind }) => apiVersion !== undefined || kind !== undefined);

      for (const { apiVersion, kind, metadata } of whole) {
        expect(apiVersion).toMatch(/^([a-z0-9.-]+\/)?v\d+((alpha|beta)\d+)?$/);
        expect(kind).toMatch(/^[A-Z][A-Za-z]+$/);
        if (kind !== 'Kustomization') expect(metadata?.name).toMatch(/^[a-z0-9][-a-z0-9.]*$/);
      }
    },
  );

  it.each(blocks.filter(({ language }) => language === 'json').map((block) => [block.place, block] as const))(
    'are JSON: %s',
    (_, { text }) => {
      expect(() => JSON.parse(text) as unknown).not.toThrow();
    },
  );

  it.each(shell.flatMap(callsIn).map(({ place, words }) => [place, words] as const))(
    'are calls that Lifeboat takes: %s',
    async (_, words) => {
      const command = await findEntry(words[0] ?? '')?.load();

      expect(command).toBeDefined();
      const specs = { options: { ...command!.options, ...GLOBAL_OPTIONS }, positionals: command!.positionals };
      expect(() => parseArguments(specs, words.slice(1), {})).not.toThrow();
    },
  );

  it('name no variable that Lifeboat does not know', async () => {
    const commands = await loadAllCommands();
    const keys = [...commands.flatMap(({ options }) => Object.keys(options)), ...Object.keys(GLOBAL_OPTIONS)];
    const known = new Set([...keys.map(variableOf), 'LIFEBOAT_TEST_CACHE', 'LIFEBOAT_TEST_SEED']);

    const unknown = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\bLIFEBOAT_[A-Z0-9_]*[A-Z0-9]\b(?!_?\*)/g)]
        .filter(([name]) => !known.has(name))
        .map(([name]) => `${path}: ${name}`),
    );

    expect(unknown).toEqual([]);
  });
});
