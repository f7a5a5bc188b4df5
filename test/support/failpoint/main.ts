import { registerHooks } from 'node:module';

/**
 * The product's own entry, `src/main.ts`, in which runs can be stopped at their steps: where it loads the command
 * line's view of the process it gets `io.ts` of this folder. The product knows nothing of it.
 */
const MAIN = new URL('../../../src/main.ts', import.meta.url);
const IO = new URL('../../../src/cli/io.ts', import.meta.url);
const FAILPOINT_IO = new URL('io.ts', import.meta.url);

registerHooks({
  resolve(specifier, context, nextResolve) {
    const found = nextResolve(specifier, context);
    return found.url === IO.href && context.parentURL === MAIN.href ? { ...found, url: FAILPOINT_IO.href } : found;
  },
});

await import(MAIN.href);
