import { defineCommand } from '../../command.ts';
import { OUTPUT_OPTIONS } from '../../output.ts';
import { VERSION } from '../../version.ts';

/** `lifeboat version`. */
export const version = defineCommand({
  name: 'version',
  summary: 'Show the version',
  examples: [
    { title: 'For people', line: 'version' },
    { title: 'For scripts', line: 'version -o json' },
  ],
  options: { output: { ...OUTPUT_OPTIONS.output, choices: ['text', 'json', 'yaml'], default: 'text' } },
  run: async ({ io, options }) => {
    const facts = { version: VERSION, node: process.version, platform: `${process.platform}/${process.arch}` };
    const document = { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'Version', ...facts };
    if (options.output === 'json') io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    else if (options.output === 'yaml')
      io.stdout.write((await import('../../../views/yaml-document.ts')).renderYaml(document));
    else io.stdout.write(`lifeboat ${facts.version} (Node ${facts.node.slice(1)}, ${facts.platform})\n`);
    return 0;
  },
});
