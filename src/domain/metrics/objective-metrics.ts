import type { RunResult } from '../result/result.ts';
import type { Metric, Sample } from './metric.ts';

/** The promises of a policy, what they came to, and whether they are missed. */
export function objectiveMetrics({ objectives }: RunResult, { cluster }: Sample['labels']): readonly Metric[] {
  if (objectives === undefined) return [];
  const base = { policy: objectives.policy, cluster: cluster ?? '' };
  const verdicts = (['rpo', 'rto'] as const).flatMap((name) => {
    const verdict = objectives[name];
    return verdict === undefined ? [] : [{ labels: { ...base, objective: name }, verdict }];
  });
  const actual: Sample[] = verdicts.flatMap(({ labels, verdict }) =>
    verdict.actualSeconds === undefined ? [] : [{ labels, value: verdict.actualSeconds }],
  );
  return [
    {
      name: 'lifeboat_objective_limit_seconds',
      help: 'What the policy promises about recovery.',
      samples: verdicts.map(({ labels, verdict }) => ({ labels, value: verdict.limitSeconds })),
    },
    { name: 'lifeboat_objective_actual_seconds', help: 'What it came to.', samples: actual },
    {
      name: 'lifeboat_objective_missed',
      help: '1 where the promise is missed.',
      samples: verdicts.map(({ labels, verdict }) => ({ labels, value: Number(verdict.isMissed) })),
    },
    {
      name: 'lifeboat_objective_missed_slots',
      help: 'Times of the schedule between the last good backup and this run that brought none.',
      samples: objectives.missedSlots === undefined ? [] : [{ labels: base, value: objectives.missedSlots }],
    },
  ];
}
