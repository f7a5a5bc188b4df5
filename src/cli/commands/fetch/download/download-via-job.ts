import { downloadKey } from '../../../../archive/export/download-key.ts';
import type { DownloadTarget } from '../../../../domain/downloads/download-request.ts';
import { formatBytes } from '../../../../views/units.ts';
import { filePathOf, openFile } from '../targets.ts';
import type { ViaJobCall } from '../via-job/printing-call.ts';
import { readViaJob } from '../via-job/via-job.ts';
import { wantedFile } from './wanted-file.ts';

/** A download that goes through Jobs. */
type DownloadCall = ViaJobCall & { readonly options: Parameters<typeof wantedFile>[0] & { readonly url: boolean } };

/** What is said here, or in other words, whatever the caller said. */
const SAID_OTHERWISE = ['kind', 'name', 'file', 'output', 'force'];

/** Fetches each target, or a link to it, through a Job of its own; what is there already is refused before any is made. */
export async function downloadViaJob(
  call: DownloadCall,
  targets: readonly DownloadTarget[],
  flagsBut: (except: readonly string[]) => readonly string[],
): Promise<number> {
  const { io, options } = call;
  const flags = [...flagsBut(SAID_OTHERWISE), ...(options.url ? [] : ['--output=-'])];
  const asked = [];
  for (const target of targets) {
    const wanted = wantedFile(options, target.kind, downloadKey(target.kind, target.name) ?? target.name);
    asked.push({ target, path: options.url ? undefined : await filePathOf(io, wanted) });
  }
  for (const { target, path } of asked) {
    const content = await readViaJob(call, ['download', target.name, `--kind=${target.kind}`, ...flags]);
    if (path === undefined) io.stdout.write(content);
    else await keep(call, target, path, content);
  }
  return 0;
}

async function keep({ io }: DownloadCall, { kind, name }: DownloadTarget, path: string, content: Uint8Array) {
  await using file = await openFile(path);
  await file.write(content);
  await file.finish();
  io.stderr.write(`${kind} of ${name}: ${path} (${formatBytes(content.length)} fetched through a Job)\n`);
}
