import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type FactBody, type Standing, standingOf, timeAfter } from '../../../../domain/backup/facts.ts';
import { RunError } from '../../../../domain/problem.ts';
import { formatTime } from '../../../../domain/time.ts';
import type { Environment } from '../../../arguments/parse-arguments.ts';
import type { Call } from '../../../command.ts';
import { OUTPUT_OPTIONS, printAs } from '../../../output.ts';
import { findBackup, type FoundBackup } from '../../find/find-backup.ts';
import { openPlaces, PLACE_OPTIONS } from '../../find/places.ts';

/** What every command takes that says something of backups. */
export const FACT_OPTIONS = { ...PLACE_OPTIONS, ...OUTPUT_OPTIONS } as const;

/** The backups of which something is said. */
export const FACT_POSITIONALS = {
  backup: { required: true, variadic: true, description: 'Backups by name, or latest' },
} as const;

type FactCall = Call<typeof FACT_OPTIONS, typeof FACT_POSITIONALS>;

/** A backup, and what holds of it. */
interface Said {
  readonly found: FoundBackup;
  readonly standing: Standing;
}

/**
 * Says one thing of several backups: all of them are found before it is said of any. `bodyOf` gives what is to be said,
 * undefined for nothing; what must not be said it throws. Prints how each of them stands afterwards, in the words of
 * `sentence`.
 */
export async function sayOfEach(
  call: FactCall,
  bodyOf: (backup: FoundBackup['backup'], standing: Standing) => FactBody | undefined,
  sentence: (standing: Standing) => string = keepingSentence,
): Promise<number> {
  await using places = await openPlaces(call, 'AsAllowed');
  const found: FoundBackup[] = [];
  for (const name of call.positionals.backup) found.push(await findBackup(call.ctx, places, name));
  const wanted = [];
  for (const one of found) wanted.push({ one, body: bodyOf(one.backup, await readStanding(call, one)) });
  const said: Said[] = [];
  for (const { one, body } of wanted) said.push({ found: one, standing: await say(call, one, body) });
  await printStandings(call, said, sentence);
  return 0;
}

async function readStanding({ ctx }: FactCall, { backup, place }: FoundBackup): Promise<Standing> {
  return standingOf(backup, await place.backups.readFacts(ctx, backup.name), ctx.clock.now());
}

/** A backup that went meanwhile is not there to be said anything of: `backup-not-found`. */
async function say(call: FactCall, found: FoundBackup, body: FactBody | undefined): Promise<Standing> {
  const { ctx, io } = call;
  const { backup, place } = found;
  if (body !== undefined) {
    const at = timeAfter(await place.backups.readFacts(ctx, backup.name), ctx.clock.now());
    const head = { id: randomBytes(4).toString('hex'), at, by: speaker(io.env) };
    await place.backups.putFact(ctx, backup.name, { ...body, ...head });
    if ((await place.backups.find(ctx, backup.name)) === undefined) {
      throw new RunError('backup-not-found', `Backup ${backup.name} was deleted while this was said`, {
        hint: 'See lifeboat list.',
      });
    }
  }
  return readStanding(call, found);
}

/** Who says so, as far as the environment tells. */
export function speaker(env: Environment): string {
  return `${env['USER'] ?? env['LOGNAME'] ?? 'somebody'}@${hostname()}`;
}

async function printStandings(
  call: FactCall,
  said: readonly Said[],
  sentence: (standing: Standing) => string,
): Promise<void> {
  const text = () => said.map(({ found, standing }) => `${found.backup.name}: ${sentence(standing)}\n`).join('');
  await printAs(call, {
    table: text,
    wide: text,
    document: () => ({
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind: 'BackupStandingList',
      items: said.map(({ found: { backup, place }, standing }) => ({
        name: backup.name,
        location: place.location.name,
        held: standing.held,
        expiresAt: standing.expiresAt && formatTime(standing.expiresAt),
        labels: standing.labels,
        annotations: standing.annotations,
      })),
    }),
    names: () => said.map(({ found }) => found.backup.name),
  });
}

function keepingSentence({ held, expiresAt }: Standing): string {
  const until = expiresAt === undefined ? 'has no expiry' : `expires at ${formatTime(expiresAt)}`;
  return `${held === undefined ? 'not held' : `held: ${held}`}, ${until}`;
}
