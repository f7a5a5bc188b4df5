import { defineConfig } from 'rolldown';
import { leanImports } from './bundle/lean-imports.ts';

/**
 * CommonJS chunks start fastest under Node's compile cache; what a command does not need is not loaded. A chunk costs time
 * however small it is: what many commands share of the domain is one, beside what the command line itself needs.
 */
export default defineConfig({
  input: { lifeboat: 'src/main.ts' },
  platform: 'node',
  plugins: [leanImports()],
  output: {
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    dynamicImportInCjs: false,
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
    minify: true,
    cleanDir: true,
    codeSplitting: {
      groups: [
        { name: 'command-line', test: /\/src\/cli\/(cli|io)\.ts$/, priority: 1 },
        { name: 'domain', test: /\/src\/(base|domain)\//, minShareCount: 5 },
      ],
    },
  },
});
