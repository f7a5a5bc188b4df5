import type { RunResult } from '../result/result.ts';
import { lastSuccessOf } from './last-success.ts';
import type { Metric, Sample } from './metric.ts';

/** The numbers of a backup; none of another run. */
export function backupMetrics(result: RunResult, labels: Sample['labels']): readonly Metric[] {
  if (result.action !== 'backup') return [];
  const one = (value: number | undefined): readonly Sample[] => (value === undefined ? [] : [{ labels, value }]);
  const { backup, claims, history, types } = result;
  const success = lastSuccessOf(result);
  return [
    {
      name: 'lifeboat_backup_last_success_timestamp_seconds',
      help: 'When the newest good backup of the policy was begun, as the location tells it: what it holds is this old.',
      samples: one(success === undefined ? undefined : Date.parse(success) / 1_000),
    },
    {
      name: 'lifeboat_backup_backups',
      help: 'Backups of the policy and cluster in the location, ad hoc ones left out.',
      samples: one(history && history.backups + (backup?.committed === true && result.phase !== 'Skipped' ? 1 : 0)),
    },
    { name: 'lifeboat_backup_items', help: 'Items in the newest backup.', samples: one(backup?.items) },
    { name: 'lifeboat_backup_types', help: 'Types of objects in the newest backup.', samples: one(types?.length) },
    {
      name: 'lifeboat_backup_archive_bytes',
      help: 'Size of the archive of the newest backup.',
      samples: one(backup?.archiveBytes),
    },
    {
      name: 'lifeboat_backup_claims',
      help: 'PersistentVolumeClaims in the newest backup.',
      samples: one(claims?.total),
    },
    {
      name: 'lifeboat_backup_claims_not_protected',
      help: 'Those of the claims whose data is not in the backup.',
      samples: one(claims?.notProtected),
    },
  ];
}
