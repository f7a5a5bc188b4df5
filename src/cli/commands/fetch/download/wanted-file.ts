import { basename } from 'node:path';
import type { DownloadKind } from '../../../../domain/downloads/download-kind.ts';
import type { Wanted } from '../targets.ts';

/** Where the file of a kind goes that is stored under `key`, and whether it is unpacked on its way. */
export function wantedFile(
  {
    output,
    packed,
    json,
    force,
  }: { readonly output: string | undefined; readonly packed: boolean; readonly json: boolean; readonly force: boolean },
  kind: DownloadKind,
  key: string,
): Wanted & { readonly isUnpacked: boolean } {
  const isContents = kind === 'BackupContents';
  const isUnpacked = !isContents && !packed && key.endsWith('.gz');
  const stored = basename(key);
  return {
    output: output ?? (isContents || json ? undefined : '-'),
    name: isUnpacked ? stored.replace(/\.gz$/, '') : stored,
    mayReplace: force,
    isUnpacked,
  };
}
