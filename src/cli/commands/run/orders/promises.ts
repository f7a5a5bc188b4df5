import type { BackupPolicy } from '../../../../domain/backup/policy.ts';
import type { Promises } from '../../../../domain/objectives/judge-run.ts';
import { slotsBetween } from '../../../../policy/schedule/slots.ts';
import type { PolicyBook } from './policy-book.ts';

/** What the backup policies of a book promise about recovery. */
export function promisesIn({ parsed }: Pick<PolicyBook, 'parsed'>): Promises[] {
  return parsed.documents.filter((document) => document.kind === 'BackupPolicy').flatMap(promisesOf);
}

function promisesOf(policy: BackupPolicy): Promises[] {
  const { name, objectives } = policy;
  if (objectives.rpoMs === undefined && objectives.rtoMs === undefined) return [];
  const countSlots: Promises['countSlots'] = (after, before) => slotsBetween(policy, after, before)?.length;
  return [{ policy: name, objectives, countSlots }];
}
