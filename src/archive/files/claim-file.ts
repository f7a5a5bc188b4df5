import type { Claim } from '../backup-store.ts';
import { formatTime } from '../../domain/time.ts';
import { isRecord, parseJson, recordAt, textOf, timeOf } from './json.ts';

const CLAIM_SCHEMA = 'lifeboat.dev/claim/v1';

/** `<b>-claim.json`: plain JSON, for people too, who find it in a folder without a backup. */
export function encodeClaim({ backup, origin, claimedAt, isLocked }: Claim): Buffer {
  const document = { schema: CLAIM_SCHEMA, backup, claimedAt: formatTime(claimedAt), isLocked, origin };
  return Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`);
}

/**
 * Reads the claim of a backup; undefined for anything that is not one of ours, which then nobody may touch. A claim that
 * does not tell whether it was made under the Lease was.
 */
export function parseClaim(backup: string, bytes: Uint8Array): Claim | undefined {
  const document = parseJson(bytes);
  if (!isRecord(document) || document['schema'] !== CLAIM_SCHEMA || document['backup'] !== backup) return undefined;
  const origin = recordAt(document, 'origin');
  const claimedAt = timeOf(document['claimedAt']);
  const runId = textOf(origin['runId']);
  const clusterName = textOf(origin['clusterName']);
  const clusterUid = textOf(origin['clusterUid']);
  if (runId === undefined || clusterName === undefined || clusterUid === undefined || claimedAt === undefined) {
    return undefined;
  }
  return {
    backup,
    origin: { runId, policy: textOf(origin['policy']), clusterName, clusterUid },
    claimedAt,
    isLocked: document['isLocked'] !== false,
  };
}
