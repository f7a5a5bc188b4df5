import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type OutputOptions, type Plugin } from 'rolldown';
import config from '../../../rolldown.config.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = join(ROOT, 'src/main.ts');
const IO = join(ROOT, 'src/cli/io.ts');
const FAILPOINT_IO = fileURLToPath(new URL('io.ts', import.meta.url));
const OUTPUT = config.output as OutputOptions;

/** A program in a folder of its own, gone with `using`. */
export interface BuiltProgram extends Disposable {
  /** What `node` runs. */
  readonly file: string;
  /** Where Node may keep what it has compiled, for the next process. */
  readonly compileCache: string;
}

/** Builds the program as it is shipped. */
export function buildProgram(): Promise<BuiltProgram> {
  return buildWith([]);
}

/**
 * Builds it with failpoints: where `src/main.ts` loads the command line's view of the process it gets `io.ts` of this
 * folder. The product knows nothing of it, and everything else is as shipped.
 */
export function buildFailpointProgram(): Promise<BuiltProgram> {
  const resolveId = (source: string, importer: string | undefined) =>
    importer === MAIN && join(ROOT, 'src', source) === IO ? FAILPOINT_IO : null;
  return buildWith([{ name: 'failpoint', resolveId }]);
}

async function buildWith(plugins: readonly Plugin[]): Promise<BuiltProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-program-'));
  await build({
    ...config,
    cwd: ROOT,
    plugins: [config.plugins, ...plugins],
    output: { ...OUTPUT, dir: join(folder, 'dist') },
  });
  return {
    file: join(folder, 'dist/lifeboat.cjs'),
    compileCache: join(folder, 'compile-cache'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
