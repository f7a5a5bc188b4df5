import type { OptionSpecs } from './option.ts';

/** Options that every command takes, beside `--help`. */
export const GLOBAL_OPTIONS = {
  logLevel: {
    type: 'choice',
    choices: ['trace', 'debug', 'info', 'warn', 'error'],
    description: 'How much to log: info for runs, warn for everything else unless said',
    topic: 'logging',
  },
  logFormat: {
    type: 'choice',
    choices: ['auto', 'json', 'text'],
    default: 'auto',
    description: 'auto: JSON lines from runs without a terminal, short lines otherwise',
    topic: 'logging',
  },
  verbose: { type: 'boolean', default: false, short: 'v', description: 'Same as --log-level debug', topic: 'logging' },
  quiet: { type: 'boolean', default: false, short: 'q', description: 'Same as --log-level error', topic: 'logging' },
} as const satisfies OptionSpecs;
