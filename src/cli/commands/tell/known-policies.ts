import type { BackupPolicy } from '../../../domain/backup/policy.ts';
import type { KnownPolicy } from '../../../domain/report/facts.ts';
import { openCluster } from '../../compose.ts';
import { readPolicies } from '../../policies/read-policies.ts';
import type { ReportCall } from './report.ts';

/** What the policies say that the call names; none where a location is given and policies are not. */
export async function readKnownPolicies({ ctx, io, options, given, redactor }: ReportCall): Promise<KnownPolicy[]> {
  if (options.from !== undefined && !given.has('policies')) return [];
  const world = { io, openCluster: () => openCluster(ctx, options, redactor) };
  const { parsed } = await readPolicies(ctx, options.policies, world);
  const { slotsBetween } = await import('../../../policy/schedule/slots.ts');
  return parsed.documents
    .filter((document): document is BackupPolicy => document.kind === 'BackupPolicy')
    .map((policy) => ({
      name: policy.name,
      objectives: policy.objectives,
      retention: policy.retention,
      schedule: policy.schedule,
      timeZone: policy.timeZone,
      slots: (after, before) => slotsBetween(policy, after, before) ?? [],
    }));
}
