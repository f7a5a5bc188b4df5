/** How an opened download is meant, in the words of Storware's cloud download. */
export type DownloadMode = keyof typeof DOWNLOAD_MODES;

/** What a mode is. */
export interface DownloadModeFacts {
  readonly description: string;
  /** What to do instead, where the mode cannot be had: it needs the data of volumes. */
  readonly instead?: string;
}

/** Every mode. */
export const DOWNLOAD_MODES = {
  AUTO: { description: 'The archive, or chosen objects of it, by whatever way there is' },
  CLOUD_DOWNLOAD: { description: 'The archive, or chosen objects of it, for somebody else to fetch' },
  CLOUD_PST_DOWNLOAD: { description: 'One self-contained file of clean YAML, for kustomize' },
  INSTANT_RESTORE: {
    description: 'Volumes used straight from the backup',
    instead: 'Restore the objects beside the original: lifeboat restore latest -n shop --map shop=shop-copy',
  },
  ISCSI: {
    description: 'Volumes as block devices',
    instead: 'Snapshots of volumes are read with the tools of their storage',
  },
  MANUAL: { description: 'Nothing is transferred until somebody fetches it' },
  OS_DOWNLOAD: { description: 'Chosen objects, each as it was archived' },
} as const satisfies Readonly<Record<string, DownloadModeFacts>>;

/** The names of all modes. */
export const DOWNLOAD_MODE_NAMES = Object.keys(DOWNLOAD_MODES) as readonly DownloadMode[];

/** What a mode is. */
export function modeFacts(mode: DownloadMode): DownloadModeFacts {
  return DOWNLOAD_MODES[mode];
}

/** Whether a text names a mode. */
export function isDownloadMode(text: unknown): text is DownloadMode {
  return typeof text === 'string' && Object.hasOwn(DOWNLOAD_MODES, text);
}
