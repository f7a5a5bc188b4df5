import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { closeAbandonedResult } from '../../../src/domain/result/abandoned.ts';
import { endResult } from '../../../src/domain/result/attempt.ts';
import { byteLength } from '../../../src/domain/result/document.ts';
import { newResult } from '../../../src/domain/result/new-result.ts';
import type { RunResult } from '../../../src/domain/result/result.ts';
import { dataOf } from '../../../src/report/config-map.ts';
import { openResultsSelector, renderResultConfigMap, resultNameOf } from '../../../src/report/render-result.ts';
import { anEntry, aRunResult, aTypeCount } from '../../support/builders.ts';
import { problemsOfResult, resultSchema } from '../../support/result-schema.ts';
import {
  anAppliedResult,
  aPlannedResult,
  aRestoredItem,
  aRestoreResult,
  aRestoreSummary,
} from '../../support/restore-results.ts';
import { aCompletedJobResult, aFailedJobResult, aJobResult, aPartialJobResult } from '../../support/run-results.ts';

const TERMINATED = {
  phase: 'Failed',
  exitCode: 143,
  isTriedAgain: true,
  reason: 'terminated',
  message: 'The run was told to stop (SIGTERM)',
  hint: undefined,
  endedAt: new Date('2026-11-21T02:17:20Z'),
} as const;

/** Every kind of result there is; each is a golden file. */
const RESULTS: Readonly<Record<string, RunResult>> = {
  claimed: newResult({
    runId: '3f9c21ab-5d1e-4a8e-9a52-0d8a8c6f7e10',
    action: 'backup',
    trigger: 'Schedule',
    scheduledFor: new Date('2026-11-21T02:17:00Z'),
    startedAt: new Date('2026-11-21T02:17:02Z'),
    version: '0.1.0',
    job: aJobResult().job,
    pod: aJobResult().pod,
    policy: aJobResult().policy,
    overrides: [],
  }),
  listing: aJobResult(),
  completed: aCompletedJobResult(),
  partial: aPartialJobResult(),
  failed: aFailedJobResult(),
  'failed-validation': aFailedJobResult({
    phase: 'FailedValidation',
    exitCode: 78,
    reason: 'policy-invalid',
    message: 'Cannot use policy nightly: it has 1 problem',
    hint: 'Correct it and run `lifeboat validate`',
    problems: ['policies/nightly.yaml:7:3: unknown field `includeNamespaces`; did you mean `includedNamespaces`?'],
  }),
  skipped: aJobResult({
    phase: 'Skipped',
    terminal: true,
    exitCode: 0,
    completedAt: '2026-11-21T02:17:30Z',
    message: 'Backup nightly-20261121021600-1a2b3c, made after this run was due, serves the same policy',
    progress: { step: 'claimed', listsDone: 0, listsTotal: 0, items: 0, bytes: 0 },
    waitedForLockMs: 25_000,
  }),
  'ad-hoc': aCompletedJobResult({ overrides: ['--include-namespaces=shop'], trigger: 'Manual' }),
  interrupted: endResult(aJobResult(), TERMINATED),
  abandoned: closeAbandonedResult(
    aJobResult(),
    'Job backup-nightly-29920457 is gone',
    new Date('2026-11-22T02:17:00Z'),
  ),
  'restore-planned': aPlannedResult({
    restore: aRestoreSummary({
      missingRules: [
        { namespace: 'shop', apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['create', 'get'] },
      ],
    }),
  }),
  'restore-applied': anAppliedResult(),
  'restore-opened': aRestoreResult(),
};

describe('the result ConfigMap', () => {
  it.each(Object.entries(RESULTS))('of a run that is %s is as in its golden file', async (name, result) => {
    const text = stringify(renderResultConfigMap(result, 'lifeboat'), { lineWidth: 0, singleQuote: true });

    await expect(text).toMatchFileSnapshot(`golden/${name}.yaml`);
  });

  it.each(Object.entries(RESULTS))(
    'of a run that is %s holds a document that the published schema accepts',
    (_, result) => {
      const object = renderResultConfigMap(result, 'lifeboat');

      expect(problemsOfResult(dataOf(object, 'result.json') ?? '')).toEqual([]);
      expect(dataOf(object, 'summary')?.match(/\n/g)).toHaveLength(6);
    },
  );

  it('is shown in docs/results.md as it is, but for its document', () => {
    const page = readFileSync(new URL('../../../docs/results.md', import.meta.url), 'utf8');
    const shown: unknown = parse(/```yaml\n(apiVersion: v1\n[^`]*)```/.exec(page)?.[1] ?? '');

    const { data, ...object } = renderResultConfigMap(aPartialJobResult(), 'lifeboat');

    expect(shown).toEqual({ ...object, data: { summary: data['summary'] } });
  });

  it('is immutable once the result is terminal, and only then', () => {
    expect(renderResultConfigMap(aCompletedJobResult(), 'lifeboat').immutable).toBe(true);
    expect(renderResultConfigMap(aJobResult(), 'lifeboat')).not.toHaveProperty('immutable');
  });

  it('has no owner', () => {
    expect(renderResultConfigMap(aCompletedJobResult(), 'lifeboat').metadata).not.toHaveProperty('ownerReferences');
  });

  it('row 45: stays within 256 KiB of data and of annotations with 20 000 errors and endless sentences', () => {
    const errors = Array.from({ length: 20_000 }, (_, n) =>
      anEntry({ message: `Cannot store item ${n}: ${'€'.repeat(300)}` }),
    );
    const types = Array.from({ length: 3_000 }, (_, n) => aTypeCount({ type: `kind${n}.example.com` }));
    const message = '€'.repeat(200_000);

    const object = renderResultConfigMap(
      aFailedJobResult({ errors, errorCount: 20_000, types, message, hint: message }),
      'lifeboat',
    );

    const document = dataOf(object, 'result.json') ?? '';
    expect(byteLength(document)).toBeLessThanOrEqual(256 * 1024);
    expect(byteLength(JSON.stringify(object.metadata.annotations))).toBeLessThan(256 * 1024);
    expect(byteLength(JSON.stringify(object))).toBeLessThan(1024 * 1024);
    expect(JSON.parse(document)).toMatchObject({ errorCount: 20_000, truncated: true });
    expect(JSON.parse(document).errors).toHaveLength(50);
    expect(problemsOfResult(document)).toEqual([]);
  });

  it('makes labels legal where names are not', () => {
    const cluster = { name: 'prod/eu', uid: 'u', version: 'v1' };

    const { labels } = renderResultConfigMap(aCompletedJobResult({ cluster }), 'lifeboat').metadata;

    expect(labels['lifeboat.dev/cluster']).toMatch(/^prod-eu[0-9a-f]{6}$/);
  });
});

describe('the result ConfigMap of a restore', () => {
  it('holds the Roles that are missing, and no such key where none are', () => {
    const rule = { apiGroups: [''], resources: ['namespaces'], verbs: ['create'] };
    const lacking = aPlannedResult({ restore: aRestoreSummary({ missingRules: [rule] }) });

    expect(dataOf(renderResultConfigMap(lacking, 'r'), 'missing-rbac.yaml')).toContain('kind: ClusterRoleBinding\n');
    expect(renderResultConfigMap(aPlannedResult(), 'r').data).not.toHaveProperty('missing-rbac.yaml');
  });

  it('stays within 1 MiB for a plan of 50 000 items that lacks 5 000 rules', () => {
    const items = Array.from({ length: 50_000 }, (_, n) => aRestoredItem({ item: `configmaps/shop/settings-${n}` }));
    const missingRules = Array.from({ length: 5_000 }, (_, n) => ({
      namespace: `namespace-${n}`,
      apiGroups: [''],
      resources: ['configmaps', `kind${n}`],
      verbs: ['create', 'get'],
    }));

    const object = renderResultConfigMap(aPlannedResult({ restore: aRestoreSummary({ items, missingRules }) }), 'r');

    expect(byteLength(JSON.stringify(object))).toBeLessThan(1024 * 1024);
    expect(JSON.parse(dataOf(object, 'result.json') ?? '')).toMatchObject({ truncated: true });
  });
});

describe('the name of a result', () => {
  it('is made of the Job and the run, so that a Job name may be used again', () => {
    expect(resultNameOf(aJobResult())).toBe('lifeboat-result-backup-nightly-29920457-3f9c21ab');
  });

  it('says manual outside a Job', () => {
    expect(resultNameOf(aRunResult())).toBe('lifeboat-result-manual-7b0f2f0e');
  });
});

it('asks for the open results of one policy', () => {
  expect(openResultsSelector('nightly')).toBe(
    'app.kubernetes.io/managed-by=lifeboat,lifeboat.dev/kind=result,lifeboat.dev/policy=nightly,lifeboat.dev/phase=InProgress',
  );
});

describe('the published schema', () => {
  it('describes every property and gives an example that it accepts', () => {
    const silent = nodesOf(resultSchema, '').filter(({ node }) => !hasText(node) || !hasExample(node));

    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('accepts nothing but the properties it describes', () => {
    const text = JSON.stringify({ ...aCompletedJobResult(), surprise: true });

    expect(problemsOfResult(text)).toEqual([expect.stringContaining('must NOT have additional properties')]);
  });
});

type Node = Readonly<Record<string, unknown>>;

/** Every property that a schema describes, at any depth, with its path. */
function nodesOf(schema: unknown, path: string): { readonly path: string; readonly node: Node }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key !== 'properties') return key === 'examples' ? [] : nodesOf(value, `${path}/${key}`);
    return Object.entries(value as Node).flatMap(([name, node]) =>
      [{ path: `${path}/${name}`, node: node as Node }].concat(nodesOf(node, `${path}/${name}`)),
    );
  });
}

function hasText(node: Node): boolean {
  return typeof node['description'] === 'string' && node['description'].endsWith('.');
}

function hasExample(node: Node): boolean {
  return Array.isArray(node['examples']) && node['examples'].length > 0;
}

describe('what a policy promises', () => {
  it('is an annotation: met, or what is missed; none where nothing is promised', () => {
    const annotationOf = (objectives: RunResult['objectives']) =>
      renderResultConfigMap(aCompletedJobResult(objectives && { objectives }), 'lifeboat').metadata.annotations?.[
        'lifeboat.dev/objectives'
      ];
    const missed = { limitSeconds: 1, isMissed: true, reason: 'late' };

    expect(annotationOf({ policy: 'nightly', isMissed: false })).toBe('met');
    expect(annotationOf({ policy: 'nightly', rpo: missed, isMissed: true })).toBe('missed rpo');
    expect(annotationOf(undefined)).toBeUndefined();
  });

  it('has the labels and annotations that a restore was asked to have, and its own in any case', () => {
    const restore = aRestoreSummary({
      labels: { team: 'shop', 'lifeboat.dev/kind': 'mine' },
      annotations: { why: 'OPS-1', 'lifeboat.dev/job': 'mine' },
    });
    const object = renderResultConfigMap(aPlannedResult({ restore }), 'r');
    const { metadata } = object;

    expect(metadata.labels).toMatchObject({ team: 'shop', 'lifeboat.dev/kind': 'result' });
    expect(metadata.annotations).toMatchObject({ why: 'OPS-1' });
    expect(metadata.annotations?.['lifeboat.dev/job']).not.toBe('mine');
    expect(problemsOfResult(dataOf(object, 'result.json') ?? '')).toEqual([]);
    expect(JSON.parse(dataOf(object, 'result.json') ?? '')).toMatchObject({
      restore: { labels: restore.labels, annotations: restore.annotations },
    });
  });
});
