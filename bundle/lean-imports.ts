import { fileURLToPath } from 'node:url';
import type { Plugin } from 'rolldown';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What is taken in the place of what: who imports it, what it says, what it gets. */
const REPLACED: readonly { readonly importer: RegExp; readonly source: string; readonly by: string }[] = [
  { importer: /\/src\/kube\/exec\/[^?]*\.ts$/, source: 'undici', by: 'undici-websocket.cjs' },
  { importer: /\/src\/(kube|report)\/[^?]*\.ts$/, source: 'undici', by: 'undici-client.cjs' },
  { importer: /\/undici\/lib\/dispatcher\/client\.js$/, source: './client-h2.js', by: 'http2-when-used.cjs' },
  { importer: /\/pino\/pino\.js$/, source: './lib/transport', by: 'no-transport.cjs' },
  { importer: /\/pino\/lib\/tools\.js$/, source: './transport', by: 'no-transport.cjs' },
];

/**
 * Makes the bundle load less of its packages before the first request. Only what our own sources ask of undici is
 * changed; other packages get the whole of it. A name that a replacement lacks fails the build.
 */
export function leanImports(): Plugin {
  return {
    name: 'lean-imports',
    resolveId(source, importer = '') {
      const found = REPLACED.find((it) => it.source === source && it.importer.test(importer));
      return found && here(found.by);
    },
  };
}
