import type { World } from '../world.ts';
import { contentOf } from './dump.ts';
import { RestoreDesk } from './restore-desk.ts';

/** What brings everything back. */
export const ALL: Readonly<Record<string, unknown>> = {
  backupName: 'everything',
  allowKinds: ['*'],
  emptyVolumes: 'Allow',
};

/** The same after a volume was told to go with its claim: shop-disk-database-1. */
export const WITHOUT_A_VOLUME: typeof ALL = { ...ALL, backupName: 'without-a-volume', emptyVolumes: 'Skip' };

/** A cluster that is lost, and a backup of all that it held. */
export class Disaster implements AsyncDisposable {
  /** What was there of the shop and for it, by key. */
  readonly content: ReadonlyMap<string, string>;
  readonly #desk: RestoreDesk;

  private constructor(desk: RestoreDesk, content: Disaster['content']) {
    this.#desk = desk;
    this.content = content;
  }

  /** Takes the backups of a world that holds the shop; the world itself ends with the disaster. */
  static async strike(world: World): Promise<Disaster> {
    const desk = await RestoreDesk.open(world);
    await desk.backUp('everything');
    const content = await shopOf(world);
    const volume = '/api/v1/persistentvolumes/shop-disk-database-1';
    await world.api.patch(volume, { spec: { persistentVolumeReclaimPolicy: 'Delete' } });
    await desk.backUp('without-a-volume');
    return new Disaster(desk, content);
  }

  /** A desk in another world, over the place of the backup. */
  deskIn(world: World): Promise<RestoreDesk> {
    return RestoreDesk.open(world, { place: this.#desk.runner.place });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#desk[Symbol.dispose]();
    await this.#desk.world[Symbol.asyncDispose]();
  }
}

/** The content of the shop's namespaces, and what the shop needs of the cluster itself. */
export async function shopOf({ api }: World): Promise<ReadonlyMap<string, string>> {
  const content = await contentOf(api);
  return new Map([...content].filter(([key]) => /\bshop\b/.test(key) && !isMadeAnew(key)));
}

/** What every namespace has, whoever makes it, and what the shop labels to be left out of backups. */
function isMadeAnew(key: string): boolean {
  return /\/(default|kube-root-ca\.crt|order-1004)$/.test(key);
}
