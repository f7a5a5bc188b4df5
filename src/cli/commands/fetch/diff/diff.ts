import type { RunContext } from '../../../../base/context.ts';
import type { Backup } from '../../../../domain/backup/backup.ts';
import { wouldHold } from '../../../../domain/contents/coverage.ts';
import type { MeantItems } from '../../../../domain/contents/item-pattern.ts';
import type { ItemDifference } from '../../../../domain/contents/item-difference.ts';
import type { ItemRef } from '../../../../domain/item.ts';
import { renderDifferences } from '../../../../views/items/differences.ts';
import { DIFFERENCES_EXIT_CODE } from '../../../exit-code.ts';
import { type Call, defineCommand } from '../../../command.ts';
import { openCluster } from '../../../compose.ts';
import { takesColour } from '../../../output.ts';
import { findBackup } from '../../find/find-backup.ts';
import { type OpenPlaces, openPlaces, PLACE_OPTIONS } from '../../find/places.ts';
import { itemsMeant } from '../archived-items.ts';
import { compareSides } from './compare.ts';
import { archiveSide, clusterSide, type Side } from './sides.ts';

const OPTIONS = {
  ...PLACE_OPTIONS,
  include: { type: 'list', valueName: 'ITEMS', description: "Only these: deployments/shop/web, 'configmaps/shop/*'" },
  namespace: { type: 'string', short: 'n', valueName: 'NAME', description: 'Only what is in this namespace' },
  all: { type: 'boolean', default: false, description: 'Also what controllers make: Pods of Deployments, Events' },
  showSecrets: { type: 'boolean', default: false, description: 'Print what differs in Secrets' },
  output: { type: 'choice', short: 'o', choices: ['text', 'json'], default: 'text', description: 'How to print' },
} as const;

type DiffCall = Call<typeof OPTIONS>;

/** `lifeboat diff <backup> [<backup>]`. */
export const diff = defineCommand({
  name: 'diff',
  summary: 'Compare a backup with the cluster, or with another backup',
  description:
    'Compares what a restore would bring back: without status, managed fields and whatever the API server fills in. Exits with 0 where nothing differs, with 10 where something does.',
  examples: [
    { title: 'What has changed in the cluster since', line: 'diff latest --from ./backups' },
    { title: 'Between two nights', line: 'diff nightly-20261120021700 nightly-20261121021700 -n shop' },
    { title: 'One object', line: 'diff latest --include deployments/shop/web' },
  ],
  positionals: {
    backup: { required: true, description: 'latest, or the name of the backup' },
    other: { description: 'Another backup; else the cluster' },
  },
  options: OPTIONS,
  run: async (call) => {
    const { ctx, io, options, positionals } = call;
    await using closing = new AsyncDisposableStack();
    const places = closing.use(await openPlaces(call));
    const before = await openBackup(ctx, places, closing, positionals.backup);
    const { items, means } = before.meant(options.include, options.namespace);
    const isHeld = wouldHold(before.backup, items);
    const isMeant = (ref: ItemRef) => means(ref) && isHeld(ref);
    const after =
      positionals.other === undefined
        ? await liveSide(call, closing, items)
        : (await openBackup(ctx, places, closing, positionals.other)).side();
    const { all: isAll, showSecrets } = options;
    const found = await compareSides(ctx, { before: before.side(items), after, isAll, showSecrets, isMeant });
    const names = { before: before.backup.name, after: after.name };
    io.stdout.write(
      options.output === 'json' ? documentOf(names, found) : renderDifferences(found, takesColour(io.stdout, io.env)),
    );
    return found.length === 0 ? 0 : DIFFERENCES_EXIT_CODE;
  },
});

/** A backup whose archive lies open. */
interface OpenBackup {
  readonly backup: Backup;
  /** Some of its items, or all. */
  side(refs?: readonly ItemRef[]): Side;
  /** What words mean of it; throws as `itemsMeant`. */
  meant(words: readonly string[], namespace?: string): MeantItems;
}

async function openBackup(
  ctx: RunContext,
  places: OpenPlaces,
  closing: AsyncDisposableStack,
  name: string,
): Promise<OpenBackup> {
  const { backup, place } = await findBackup(ctx, places, name);
  const archive = await place.backups.openArchive(ctx, backup);
  closing.defer(() => archive.close());
  const meant: OpenBackup['meant'] = (words, namespace) =>
    itemsMeant(archive, { backup: backup.name, words, namespace });
  return {
    backup,
    side: (refs = meant([]).items) => archiveSide(backup.name, archive, refs),
    meant,
  };
}

async function liveSide({ ctx, options, redactor }: DiffCall, closing: AsyncDisposableStack, refs: readonly ItemRef[]) {
  const cluster = await openCluster(ctx, options, redactor);
  closing.defer(() => cluster.close());
  return clusterSide(cluster, refs);
}

function documentOf(
  names: { readonly before: string; readonly after: string },
  found: readonly ItemDifference[],
): string {
  const document = {
    apiVersion: 'lifeboat.dev/v1alpha1',
    kind: 'DifferenceList',
    ...names,
    items: found.map(({ ref, change, fields }) => ({ ...ref, change, fields })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
