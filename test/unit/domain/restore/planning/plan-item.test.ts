import { describe, expect, it } from 'vitest';
import {
  type LiveItem,
  outlookOf,
  type PlanFacts,
  type ReadItem,
  settle,
  type ServedType,
} from '../../../../../src/domain/restore/planning/plan-item.ts';
import { protectionOf } from '../../../../../src/domain/restore/planning/protection.ts';
import { formatGroupResource } from '../../../../../src/domain/resource.ts';
import { aRestorePolicy, clusterTypes, refOf } from '../../../../support/restore-builders.ts';

function facts(overrides: Partial<PlanFacts> = {}): PlanFacts {
  const types = new Map(
    clusterTypes().map((type): [string, ServedType] => [formatGroupResource(type), { ...type, versions: ['v1'] }]),
  );
  return {
    mapping: new Map(),
    protection: protectionOf({ allowKinds: [], allowNamespaces: [] }, clusterTypes(), []),
    takings: aRestorePolicy(),
    volumes: {
      facts: { methods: new Map(), methodsOfClaims: new Map() },
      archived: new Map(),
      existing: new Map(),
      selectsClaim: () => true,
      emptyVolumes: 'Skip',
      ignoresSnapshots: false,
    },
    typeOf: (type) => types.get(formatGroupResource(type)),
    ...overrides,
  };
}

/** An item whose document agrees with its path. */
function item(path: string, kind: string, rest: Readonly<Record<string, unknown>> = {}, version = 'v1'): ReadItem {
  const ref = refOf(path);
  const { namespace, name } = ref;
  const apiVersion = ref.group === '' ? version : `${ref.group}/${version}`;
  return { ref, version, object: { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) }, ...rest } };
}

const SETTINGS = item('configmaps/shop/settings', 'ConfigMap');
const CLAIM = item('persistentvolumeclaims/shop/data', 'PersistentVolumeClaim', { spec: { volumeName: 'pv-gone' } });
const live = (verdict: LiveItem['verdict'], owner?: LiveItem['owner']): LiveItem => ({ verdict, owner });

const planItem = (planFacts: PlanFacts, read: ReadItem, there: LiveItem | undefined) =>
  settle(outlookOf(planFacts, read), there);

describe('outlookOf and settle', () => {
  it('creates what is not there, in its wave', () => {
    expect(planItem(facts(), SETTINGS, undefined)).toEqual({
      ref: SETTINGS.ref,
      target: 'shop',
      version: 'v1',
      wave: 'configuration',
      action: 'create',
    });
  });

  it('row 88: leaves what is equal, and says what becomes of what differs', () => {
    const patch = { data: { a: '1', b: null }, metadata: { labels: { app: 'x', 'velero.io/backup-name': 'nightly' } } };

    expect(planItem(facts(), SETTINGS, live({ action: 'unchanged' }))).toMatchObject({ action: 'unchanged' });
    expect(planItem(facts(), SETTINGS, live({ action: 'update', patch }))).toMatchObject({
      action: 'update',
      detail: 'changes data.a, data.b, metadata.labels.app',
    });
    expect(
      planItem(facts(), SETTINGS, live({ action: 'skip', reason: 'exists-and-differs', detail: 'data.a' })),
    ).toMatchObject({ action: 'skip', reason: 'exists-and-differs', detail: 'data.a' });
    expect(
      planItem(facts(), SETTINGS, live({ action: 'fail', reason: 'immutable-field', detail: 'data' })),
    ).toMatchObject({ action: 'fail', reason: 'immutable-field' });
  });

  it('goes where the mapping says, and protects the namespace it goes to', () => {
    const mapped = (target: string) => planItem(facts({ mapping: new Map([['shop', target]]) }), SETTINGS, undefined);

    expect(mapped('copy')).toMatchObject({ target: 'copy', action: 'create' });
    expect(mapped('kube-system')).toMatchObject({ target: 'kube-system', reason: 'namespace-not-allowed' });
  });

  it('says what a mapped namespace is to be called', () => {
    const namespace = item('namespaces/shop', 'Namespace');

    expect(planItem(facts({ mapping: new Map([['shop', 'copy']]) }), namespace, undefined)).toMatchObject({
      target: undefined,
      renamed: 'copy',
    });
    expect(planItem(facts(), namespace, undefined)).not.toHaveProperty('renamed');
  });

  it('protects a namespace against its own object', () => {
    const namespace = item('namespaces/shop', 'Namespace');
    const mapping = new Map([['shop', 'kube-system']]);

    expect(planItem(facts(), namespace, undefined)).toMatchObject({ action: 'create', target: undefined });
    expect(planItem(facts({ mapping }), namespace, undefined)).toMatchObject({ reason: 'namespace-not-allowed' });
  });

  it('row 83: leaves out a document that is something else than its path says, before anything else is judged', () => {
    const smuggled = { ...SETTINGS, object: item('configmaps/shop/settings', 'ClusterRoleBinding').object };

    expect(planItem(facts(), smuggled, undefined)).toMatchObject({ action: 'skip', reason: 'identity-mismatch' });
  });

  it('does not start again what had ended, and leaves to the cluster what it makes', () => {
    const pod = item('pods/shop/web', 'Pod', { status: { phase: 'Succeeded' } });
    const root = item('configmaps/shop/kube-root-ca.crt', 'ConfigMap');

    expect(planItem(facts(), pod, undefined)).toMatchObject({ action: 'skip', reason: 'already-completed' });
    expect(planItem(facts(), root, undefined)).toMatchObject({ action: 'skip', reason: 'made-by-cluster' });
  });

  it('fails what the cluster cannot hold, and says in which versions it could', () => {
    const widget = item('widgets.example.com/shop/wheel', 'Widget');
    const old = item('deployments.apps/shop/web', 'Deployment', {}, 'v1beta1');

    expect(planItem(facts(), widget, undefined)).toMatchObject({ action: 'fail', reason: 'type-missing' });
    expect(planItem(facts(), old, undefined)).toMatchObject({
      action: 'fail',
      reason: 'no-served-version',
      detail: 'it is archived in v1beta1; the cluster serves v1',
    });
  });

  it('row 100: reads the version of an archive that tells none from the document', () => {
    const told = { ...item('deployments.apps/shop/web', 'Deployment', {}, 'v1beta1'), version: undefined };

    expect(planItem(facts(), told, undefined)).toMatchObject({ version: 'v1beta1', reason: 'no-served-version' });
  });

  it('fails an object whose type moved into namespaces, or out of them', () => {
    const typeOf = () => ({ kind: 'Widget', namespaced: false, versions: ['v1'] });

    const planned = planItem(facts({ typeOf }), item('widgets.example.com/shop/wheel', 'Widget'), undefined);

    expect(planned).toMatchObject({ action: 'fail', reason: 'type-missing' });
  });

  it('denies what grants power even where it could not be restored anyway', () => {
    const role = item('clusterroles.rbac.authorization.k8s.io/reader', 'ClusterRole');

    expect(planItem(facts({ typeOf: () => undefined }), role, undefined)).toMatchObject({ reason: 'kind-not-allowed' });
  });

  it('row 106: leaves out a claim without data, unless it is there already', () => {
    expect(planItem(facts(), CLAIM, undefined)).toMatchObject({ action: 'skip', reason: 'no-volume-data' });
    expect(planItem(facts(), CLAIM, live({ action: 'unchanged' }))).toMatchObject({ action: 'unchanged' });
    expect(outlookOf(facts(), CLAIM).volume).toBe('rebind');
  });

  it('tells who else keeps what it writes', () => {
    const metadata = { name: 'settings', namespace: 'shop', labels: { 'argocd.argoproj.io/instance': 'shop' } };
    const kept = { ...SETTINGS, object: { ...SETTINGS.object, metadata } };
    const owner = { tool: 'Flux', name: 'apps' } as const;
    const patch = { data: { a: '1' } };

    expect(planItem(facts(), kept, undefined)).toMatchObject({ action: 'create', detail: 'kept by Argo CD (shop)' });
    expect(planItem(facts(), SETTINGS, live({ action: 'update', patch }, owner))).toMatchObject({
      detail: 'changes data.a; kept by Flux (apps)',
    });
  });
});
