import { openLocation } from '../../src/cli/compose.ts';
import { aClaim, anItem, aStorageLocation, attachments, commitFacts, manifestFacts } from './builders.ts';
import { aContext } from './context.ts';

/** Makes one small backup of ours at a root. */
export async function makeBackup(
  root: string,
  name: string,
  facts: Parameters<typeof commitFacts>[0] = {},
): Promise<void> {
  const ctx = aContext();
  const provider = { type: 'filesystem', path: root } as const;
  const place = await openLocation(ctx, aStorageLocation({ provider }), { forWriting: true });
  const claimed = await place.backups.claim(ctx, aClaim({ backup: name }), { mayTakeOver: true });
  if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
  await claimed.draft.add(anItem());
  await claimed.draft.seal(ctx, manifestFacts());
  await claimed.draft.upload(ctx, attachments());
  await claimed.draft.verify(ctx);
  await claimed.draft.commit(ctx, commitFacts(facts));
  await claimed.draft.close();
  await place.close();
}
