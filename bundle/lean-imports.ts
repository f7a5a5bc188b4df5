import { fileURLToPath } from 'node:url';
import type { Plugin } from 'rolldown';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * Makes the bundle load less of undici before the first request. Only what our own sources import is changed; what other
 * packages import is what they expect. A name that `undici-client.cjs` does not have fails the build.
 */
export function leanImports(): Plugin {
  return {
    name: 'lean-imports',
    resolveId(source, importer) {
      if (source === 'undici' && importer?.startsWith(here('../src/'))) return here('undici-client.cjs');
      if (source === './client-h2.js' && importer?.endsWith('/undici/lib/dispatcher/client.js')) {
        return here('http2-when-used.cjs');
      }
      return undefined;
    },
  };
}
