import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'rolldown/utils';
import { describe, expect, it } from 'vitest';

/** What a folder of `src/` may import: of ours (a folder, or one contract file), and of packages (`node:*` or a name). */
interface Layer {
  readonly ours: readonly string[];
  readonly packages: readonly string[];
}

const MAX_FILE_LINES = 300;
const MAX_FILE_LINES_P90 = 200;
const MAX_FUNCTION_LINES = 60;
const MAX_FOLDER_FILES = 12;
const FORBIDDEN_NAMES = /^(utils?|helpers?|types?|index|common|misc)$/;

/** Decisions and renderings: what they say depends on their arguments alone. */
const PURE_LAYERS = new Set(['domain', 'patch', 'policy', 'views']);

/** Unit tests about the house itself and its pages, which mirror no source file. */
const TESTS_WITHOUT_SOURCE = ['layers.test.ts', 'docs/'];

interface SourceFile {
  /** Below `src/`, slash-separated. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly string[];
  readonly functions: readonly { readonly line: number; readonly lines: number }[];
  /** Exported declarations without a doc comment, with their lines. */
  readonly undocumented: readonly string[];
  /** Reads of the clock, of chance or of the process: `Date.now`, `new Date()`, … with their lines. */
  readonly ambient: readonly string[];
  readonly hasDefaultExport: boolean;
  readonly reexportsAll: boolean;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SRC = join(ROOT, 'src');

/** The house as `docs/architecture.md` draws it: its import table is the rule. Type-only imports count like any other. */
const LAYERS = readLayers(readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8'));

const sources = globSync('**/*.ts', { cwd: SRC })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => !path.split('/').includes('generated'))
  .toSorted()
  .map(readSource);

/** The rows below `folder | what it is | may import of ours | packages`. */
function readLayers(page: string): Readonly<Record<string, Layer>> {
  const [, table = ''] = /\n\| folder \|.*\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(page) ?? [];
  const layers: Record<string, Layer> = {};
  for (const row of table.trim().split('\n')) {
    const [, folders = '', , ours = '', packages = ''] = row.split('|').map((cell) => cell.trim());
    for (const folder of namesIn(folders)) layers[folder] = { ours: namesIn(ours), packages: namesIn(packages) };
  }
  return layers;
}

/** `` `cli`, `main.ts` `` → both; a dash or "none, …" → none; "everything" → `*`. */
function namesIn(cell: string): string[] {
  if (cell === '–' || cell.startsWith('none')) return [];
  if (cell === 'everything') return ['*'];
  return cell.split(', ').map((name) => name.replaceAll('`', ''));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(SRC, path), 'utf8');
  const parsed = parseSync(path, text);
  expect(parsed.errors, `${path} can be parsed`).toEqual([]);
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const { body } = parsed.program;
  return {
    path,
    lines: text.split('\n').length - 1,
    imports: importsOf(parsed),
    functions: functionsOf(parsed, lineOf),
    undocumented: undocumentedIn(parsed, text).map(({ start, name }) => `src/${path}:${lineOf(start)} ${name}`),
    ambient: ambientIn(parsed).map(({ start, name }) => `src/${path}:${lineOf(start)} ${name}`),
    hasDefaultExport: body.some(({ type }) => type === 'ExportDefaultDeclaration'),
    reexportsAll: body.some(({ type }) => type === 'ExportAllDeclaration'),
  };
}

type Parsed = ReturnType<typeof parseSync>;

/** Something found in a text, and where it starts. */
interface Find {
  readonly start: number;
  readonly name: string;
}

function importsOf({ program, module }: Parsed): string[] {
  const imports = new Set(module.staticImports.map(({ moduleRequest }) => moduleRequest.value));
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest } of entries) if (moduleRequest) imports.add(moduleRequest.value);
  }
  new Visitor({
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') imports.add(source.value);
      else imports.add('a computed name');
    },
    TSImportType: ({ source }) => void imports.add(source.value),
  }).visit(program);
  return [...imports];
}

function functionsOf({ program }: Parsed, lineOf: (offset: number) => number): SourceFile['functions'] {
  const functions: { line: number; lines: number }[] = [];
  const measure = ({ start, end }: { start: number; end: number }): void => {
    functions.push({ line: lineOf(start), lines: lineOf(end) - lineOf(start) + 1 });
  };
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(program);
  return functions;
}

function ambientIn({ program }: Parsed): Find[] {
  const ambient: Find[] = [];
  new Visitor({
    NewExpression: ({ callee, arguments: given, start }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'Date' || given.length > 0) return;
      ambient.push({ start, name: 'new Date()' });
    },
    MemberExpression: ({ object, property, start }) => {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return;
      const name = `${object.name}.${property.name}`;
      if (name === 'Date.now' || name === 'Math.random' || object.name === 'process') ambient.push({ start, name });
    },
  }).visit(program);
  return ambient;
}

/** Exported declarations without a doc comment right before them; of overloads, the first one carries it. */
function undocumentedIn({ program, comments }: Parsed, text: string): Find[] {
  const silent: Find[] = [];
  let overloaded = '';
  for (const node of program.body) {
    if (node.type !== 'ExportNamedDeclaration' || !node.declaration) continue;
    const { declaration, start } = node;
    const name = nameOf(declaration);
    const before = comments.findLast(({ end }) => end <= start && text.slice(end, start).trim() === '');
    const isDocumented = before?.type === 'Block' && before.value.startsWith('*');
    if (!isDocumented && name !== overloaded) silent.push({ start, name });
    overloaded = declaration.type === 'TSDeclareFunction' ? name : '';
  }
  return silent;
}

/** What a declaration declares, for the message. */
function nameOf(declaration: {
  readonly id?: unknown;
  readonly declarations?: readonly { readonly id: unknown }[];
}): string {
  const id = declaration.id ?? declaration.declarations?.[0]?.id;
  return typeof id === 'object' && id !== null && 'name' in id ? String(id.name) : 'a declaration';
}

/** `kube` for `kube/transport/pages.ts`; `main.ts` for itself. */
function layerOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function isAllowed(from: string, specifier: string): boolean {
  const layer = LAYERS[layerOf(from)];
  if (layer === undefined) return false;
  if (!specifier.startsWith('.')) return layer.packages.some((name) => namesPackage(name, specifier));
  const to = relative(SRC, join(SRC, dirname(from), specifier))
    .split(sep)
    .join('/');
  if (to.startsWith('..'))
    return layerOf(from) === 'cli' && /^\.\.\/(package|schemas\/v1alpha1\/[a-z-]+\.schema)\.json$/.test(to);
  if (layerOf(to) === layerOf(from)) return true;
  return layer.ours.some((allowed) => allowed === '*' || allowed === to || allowed === layerOf(to));
}

function namesPackage(allowed: string, specifier: string): boolean {
  if (allowed === 'node:*') return specifier.startsWith('node:');
  return specifier === allowed || specifier.startsWith(`${allowed}/`);
}

function percentile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.min(ascending.length - 1, Math.ceil(ascending.length * share) - 1)] ?? 0;
}

describe('the house', () => {
  it('imports only what the table allows', () => {
    const forbidden = sources.flatMap(({ path, imports }) =>
      imports.filter((specifier) => !isAllowed(path, specifier)).map((specifier) => `${path} imports ${specifier}`),
    );

    expect(forbidden).toEqual([]);
  });

  it('has no folder without a line in the table', () => {
    const unknown = sources.map(({ path }) => layerOf(path)).filter((layer) => !(layer in LAYERS));

    expect([...new Set(unknown)]).toEqual([]);
    expect(LAYERS['domain']).toEqual({ ours: [], packages: [] });
    expect(LAYERS['run']?.packages).toEqual([]);
  });

  it('keeps decisions and renderings pure: no clock, no chance, no process', () => {
    const ambient = sources.filter(({ path }) => PURE_LAYERS.has(layerOf(path))).flatMap((source) => source.ambient);

    expect(ambient).toEqual([]);
  });

  it('documents every exported declaration', () => {
    const silent = sources.flatMap(({ undocumented }) => undocumented);

    expect(silent).toEqual([]);
  });

  it('names its files after what they export, without barrels and default exports', () => {
    const badly = sources.filter(
      ({ path, hasDefaultExport, reexportsAll }) =>
        hasDefaultExport || reexportsAll || FORBIDDEN_NAMES.test(basename(path, '.ts')),
    );

    expect(badly.map(({ path }) => path)).toEqual([]);
  });
});

describe('the budgets', () => {
  it(`keep every file within ${MAX_FILE_LINES} lines, and nine of ten within ${MAX_FILE_LINES_P90}`, () => {
    const lines = sources.map((source) => source.lines);

    const tooLong = sources.filter((source) => source.lines > MAX_FILE_LINES).map((s) => `${s.path}: ${s.lines}`);

    expect(tooLong).toEqual([]);
    expect(percentile(lines, 0.9)).toBeLessThanOrEqual(MAX_FILE_LINES_P90);
  });

  it(`keep every function within ${MAX_FUNCTION_LINES} lines`, () => {
    const tooLong = sources.flatMap(({ path, functions }) =>
      functions
        .filter(({ lines }) => lines > MAX_FUNCTION_LINES)
        .map(({ line, lines }) => `src/${path}:${line} is ${lines} lines long`),
    );

    expect(tooLong).toEqual([]);
  });

  it(`keep every folder within ${MAX_FOLDER_FILES} files`, () => {
    const perFolder = Map.groupBy(sources, ({ path }) => dirname(path));

    const tooFull = [...perFolder].filter(([, files]) => files.length > MAX_FOLDER_FILES).map(([folder]) => folder);

    expect(tooFull).toEqual([]);
  });

  it('are told with the numbers of today', () => {
    const files = sources.map(({ lines }) => lines);
    const functions = sources.flatMap((source) => source.functions.map(({ lines }) => lines));
    const row = (values: readonly number[]): string =>
      `median ${percentile(values, 0.5)}, p90 ${percentile(values, 0.9)}, max ${percentile(values, 1)}`;

    console.info(`${files.length} files: ${row(files)} lines; ${functions.length} functions: ${row(functions)} lines`);

    expect(files.length).toBeGreaterThan(0);
  });
});

describe('the unit tests', () => {
  it('mirror the source: x/y.test.ts or x/y.<aspect>.test.ts for src/x/y.ts', () => {
    const tests = globSync('**/*.test.ts', { cwd: join(ROOT, 'test/unit') }).map((path) => path.split(sep).join('/'));

    const orphans = tests.filter((test) => {
      if (/^(?:support|control-plane)\//.test(test)) return !hasRig(test);
      const mirrored = [/\.test\.ts$/, /\.[a-z0-9-]+\.test\.ts$/].map((end) => join(SRC, test.replace(end, '.ts')));
      const isExempt = TESTS_WITHOUT_SOURCE.some((start) => test.startsWith(start));
      return !isExempt && !mirrored.some((path) => existsSync(path));
    });

    expect(orphans).toEqual([]);
  });
});

/** Tests of rigs name a file below `test`, or stand in a folder of the rig's name and say what it promises. */
function hasRig(test: string): boolean {
  const named = join(ROOT, 'test', test.replace(/\.test\.ts$/, '.ts'));
  return existsSync(named) || (test.split('/').length > 2 && existsSync(join(ROOT, 'test', dirname(test))));
}
