import type { RunContext } from '../base/context.ts';
import { createLogger, type LogTape } from '../base/logger.ts';
import { Redactor } from '../base/redact.ts';
import { nearestName } from '../domain/nearest-name.ts';
import { RunError } from '../domain/problem.ts';
import { GLOBAL_OPTIONS } from './arguments/global-options.ts';
import type { OptionValues } from './arguments/option.ts';
import { parseArguments } from './arguments/parse-arguments.ts';
import { unknownVariables } from './arguments/unknown-variables.ts';
import type { Call, Command } from './command.ts';
import { CATALOG, findEntry, loadAllCommands, summariseCommands } from './commands/catalog.ts';
import { complete } from './completion/complete.ts';
import { tellError } from './error-report.ts';
import { exitCodeOfProblem } from './exit-code.ts';
import { renderCommandHelp } from './help/command-help.ts';
import { renderOverview } from './help/overview.ts';
import type { CliIo } from './io.ts';
import { StatusLine } from './status-line.ts';

/**
 * Performs what the command line asks for and returns the exit code. Never throws: what a command cannot do is told on
 * stderr, here and nowhere else.
 */
export async function runCli(host: CliIo): Promise<number> {
  const statusLine = new StatusLine(host.stderr);
  const io: CliIo = { ...host, stderr: statusLine };
  const redactor = new Redactor();
  redactor.add(io.env['AWS_SECRET_ACCESS_KEY']);
  redactor.add(io.env['AWS_SESSION_TOKEN']);
  const known: Known = {};
  const tell = (thrown: unknown) => {
    statusLine.clear();
    const error = io.signal.aborted && !(thrown instanceof RunError) ? io.signal.reason : thrown;
    return tellError(io, error, { redactor, ...known });
  };
  const exitCode = await route(io, { statusLine, redactor, known }).catch(async (thrown: unknown) => {
    if (thrown instanceof RunError && thrown.code === 'usage') await tellPod(io, redactor, known.command, thrown);
    return tell(thrown);
  });
  try {
    await io.stdout.flush();
    return exitCode;
  } catch (error) {
    const lost = tell(error);
    // A call whose data are lost was no success; one that failed before keeps the code that says how.
    return exitCode === 0 ? lost : exitCode;
  }
}

/** A run ends a Job's Pod: what was wrong with its words belongs where its other ends are told, not in the log alone. */
async function tellPod(io: CliIo, redactor: Redactor, command: Command | undefined, error: RunError): Promise<void> {
  const { argv, env, signal, clock, timings, reached } = io;
  const { publishUsageFailure } = await import('./commands/run/usage-failure.ts');
  const { log } = openLog(io, redactor, 'warn', command?.isRun === true && !io.stderr.isTerminal);
  const hint = error.hint === undefined ? undefined : redactor.redact(error.hint);
  const ctx = { signal, log, clock, timings, reached };
  await publishUsageFailure(ctx, { command, argv, env }, { message: redactor.redact(error.message), hint });
}

/** What has become known of a call on its way: whatever fails is told in the voice of the command it belongs to. */
interface Known {
  command?: Command;
  log?: RunContext['log'];
  logsJson?: boolean;
}

/** What a call shares with whoever tells how it ended. */
interface Surroundings {
  readonly statusLine: StatusLine;
  readonly redactor: Redactor;
  readonly known: Known;
}

async function route(io: CliIo, { statusLine, redactor, known }: Surroundings): Promise<number> {
  const [name, ...args] = io.argv;
  if (name === undefined) {
    io.stderr.write(renderOverview(io.program, await summariseCommands()));
    return exitCodeOfProblem('usage');
  }
  if (name === '--help' || name === '-h') {
    io.stdout.write(renderOverview(io.program, await summariseCommands()));
    return 0;
  }
  if (name === '__complete') {
    io.stdout.write(await complete(args));
    return 0;
  }
  const command = await loadCommand(io.program, name === '--version' ? 'version' : name);
  known.command = command;
  if (asksForHelp(args)) {
    io.stdout.write(renderCommandHelp(io.program, command));
    return 0;
  }
  const specs = { options: { ...command.options, ...GLOBAL_OPTIONS }, positionals: command.positionals };
  const parsed = parseArguments(specs, args, io.env);
  const settings = parsed.options as Settings;
  const isJson = logsJson(io, command, settings);
  const { log, recorded } = openLog(io, redactor, logLevel(command, settings), isJson);
  known.log = log;
  known.logsJson = isJson;
  await warnOfUnknownVariables(io, command, log);
  const { signal, clock, timings, reached } = io;
  return command.run({
    io,
    statusLine,
    ctx: { signal, log, clock, timings, reached },
    options: parsed.options,
    positionals: parsed.positionals as Call['positionals'],
    given: parsed.given,
    redactor,
    recordedLog: recorded,
  });
}

async function loadCommand(program: string, name: string): Promise<Command> {
  const entry = findEntry(name);
  if (entry !== undefined) return entry.load();
  if (name.startsWith('-')) {
    throw new RunError('usage', `Flag ${name} stands before the command`, {
      hint: `Flags follow the command: ${program} list ${name}`,
    });
  }
  const nearest = nearestName(
    name,
    CATALOG.flatMap(({ names }) => names),
  );
  throw new RunError('usage', `Unknown command ${JSON.stringify(name)}`, {
    hint: nearest === undefined ? `See ${program} help.` : `Did you mean ${program} ${nearest}?`,
  });
}

/** Whether help is asked for among the flags; what follows `--` is no flag. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  return flags.includes('--help') || flags.includes('-h');
}

type Settings = OptionValues<typeof GLOBAL_OPTIONS>;

function logLevel({ isRun }: Command, { logLevel, verbose, quiet }: Settings): string {
  if (logLevel !== undefined) return logLevel;
  if (verbose) return 'debug';
  if (quiet) return 'error';
  return isRun ? 'info' : 'warn';
}

function logsJson({ stderr }: CliIo, { isRun }: Command, { logFormat }: Settings): boolean {
  return logFormat === 'json' || (logFormat === 'auto' && isRun && !stderr.isTerminal);
}

function openLog({ stderr }: CliIo, redactor: Redactor, level: string, isJson: boolean): LogTape {
  return createLogger({
    level,
    style: isJson ? 'json' : 'terminal',
    write: (line) => stderr.write(line),
    redactor,
  });
}

/** A misspelt variable has no effect, which nobody would notice: it is worth a warning, but not worth a failed run. */
async function warnOfUnknownVariables({ env }: CliIo, command: Command, log: RunContext['log']): Promise<void> {
  const own = [...Object.keys(command.options), ...Object.keys(GLOBAL_OPTIONS)];
  if (unknownVariables(env, own).length === 0) return;
  const commands = await loadAllCommands();
  const all = commands.flatMap(({ options }) => Object.keys(options));
  for (const { name, nearest } of unknownVariables(env, [...own, ...all])) {
    log.warn({ variable: name, ...(nearest === undefined ? {} : { nearest }) }, 'unknown variable has no effect');
  }
}
