import type { DownloadTarget } from '../../../../domain/downloads/download-request.ts';
import { parseDownloadRequest, parseDownloadTarget } from '../../../../domain/downloads/download-request.ts';
import { RunError } from '../../../../domain/problem.ts';
import { readObjects } from '../../../../policy/source/read-objects.ts';
import { readPolicySource, type SourceWorld } from '../../../policy-sources.ts';
import type { RunContext } from '../../../../base/context.ts';

/** The words of a call that say what to fetch. */
export interface Asked {
  readonly kinds: readonly string[];
  readonly name: string | undefined;
  /** A file with DownloadRequests, `-` for standard input. */
  readonly file: string | undefined;
}

/** What a call asks for: at least one target. Throws `usage` for anything else, all faults at once. */
export async function downloadsAskedFor(ctx: RunContext, asked: Asked, world: SourceWorld): Promise<DownloadTarget[]> {
  const { kinds, name, file } = asked;
  if (file !== undefined && (name !== undefined || kinds.length > 0)) {
    throw new RunError('usage', 'A file and words both say what to download', { hint: 'Leave one of them out.' });
  }
  const parsed = file === undefined ? named(kinds, name) : await read(ctx, file, world);
  const faults = parsed.filter((one) => typeof one === 'string');
  if (faults.length > 0) throw new RunError('usage', faults.join('; '), { hint: 'See lifeboat download --help.' });
  return parsed.filter((one) => typeof one !== 'string');
}

function named(kinds: readonly string[], name: string | undefined): (DownloadTarget | string)[] {
  if (name === undefined) {
    throw new RunError('usage', 'It is not said of which backup or restore to download', {
      hint: 'Name one: lifeboat download latest --kind BackupLog.',
    });
  }
  return (kinds.length === 0 ? ['BackupContents'] : kinds).map((kind) => parseDownloadTarget(kind, name));
}

async function read(ctx: RunContext, file: string, world: SourceWorld): Promise<(DownloadTarget | string)[]> {
  const { files } = await readPolicySource(ctx, file, world);
  const parsed: (DownloadTarget | string)[] = [];
  for (const { name, text } of files) {
    const { objects, diagnostics } = readObjects(name, text);
    parsed.push(...diagnostics.map(({ line, message }) => `${name}:${line}: ${message}`));
    for (const object of objects) {
      const target = parseDownloadRequest(object);
      parsed.push(typeof target === 'string' ? `${name}: ${target}` : target);
    }
  }
  return parsed.length > 0 ? parsed : [`${file} holds no DownloadRequest`];
}
