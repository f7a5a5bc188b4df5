import { describe, expect, it } from 'vitest';
import { deniedBy, protectionOf } from '../../../../../src/domain/restore/planning/protection.ts';
import { targetOf } from '../../../../../src/domain/restore/planning/plan-item.ts';
import { clusterTypes, refOf } from '../../../../support/restore-builders.ts';

interface Allowed {
  readonly allowKinds?: readonly string[];
  readonly allowNamespaces?: readonly string[];
}

function judge(item: string, { allowKinds = [], allowNamespaces = [] }: Allowed = {}, object = {}) {
  const protection = protectionOf({ allowKinds, allowNamespaces }, clusterTypes(), ['lifeboat', 'lifeboat-restore']);
  const ref = refOf(item);
  return deniedBy(protection, { ref, target: targetOf(ref, new Map()), object })?.reason;
}

const ROLE = 'clusterroles.rbac.authorization.k8s.io/reader';
const DEFINITION = 'customresourcedefinitions.apiextensions.k8s.io/widgets.example.com';

const doubts = ({ allowKinds = [], allowNamespaces = [] }: Allowed) =>
  protectionOf({ allowKinds, allowNamespaces }, clusterTypes(), ['lifeboat-restore']).doubts.map(
    ({ code, message }) => `${code}: ${message}`,
  );

describe('the allowances of a policy', () => {
  it('are doubtful where they are misspelt', () => {
    const misspelt = { allowKinds: ['clusterrolez'], allowNamespaces: ['kube-systm', 'lifeboat-restor'] };

    expect(doubts(misspelt)).toEqual([
      'resource-not-found: allowKinds names clusterrolez, and neither the cluster nor the backup has such a type; did you mean clusterroles?',
      'namespace-not-found: allowNamespaces names kube-systm, which is not protected; did you mean kube-system?',
      'namespace-not-found: allowNamespaces names lifeboat-restor, which is not protected; did you mean lifeboat-restore?',
    ]);
  });

  it('are not where they are needless, or meant for other clusters too', () => {
    const needless = {
      allowKinds: [
        '*',
        'pods',
        'ClusterRole',
        'podsecuritypolicies',
        'securitycontextconstraints.security.openshift.io',
      ],
      allowNamespaces: ['*', 'kube-*', 'kube-system', 'shop'],
    };

    expect(doubts(needless)).toEqual([]);
  });
});

describe('deniedBy', () => {
  it.each([
    ROLE,
    'clusterrolebindings.rbac.authorization.k8s.io/reader',
    'mutatingwebhookconfigurations.admissionregistration.k8s.io/x',
    'validatingadmissionpolicybindings.admissionregistration.k8s.io/x',
    'apiservices.apiregistration.k8s.io/v1.example.com',
    'certificatesigningrequests.certificates.k8s.io/x',
    'flowschemas.flowcontrol.apiserver.k8s.io/x',
    'nodes/x',
  ])('denies what grants power unless it is allowed by name: %s', (item) => {
    expect(judge(item)).toBe('kind-not-allowed');
    expect(judge(item, { allowKinds: [item.split('/')[0]!] })).toBeUndefined();
    expect(judge(item, { allowKinds: ['*'] })).toBeUndefined();
  });

  it('reads allowances in every spelling, and for nothing else', () => {
    for (const spelling of ['clusterroles', 'ClusterRole', 'clusterrole', '*.rbac.authorization.k8s.io']) {
      expect(judge(ROLE, { allowKinds: [spelling] })).toBeUndefined();
    }
    expect(judge(ROLE, { allowKinds: ['roles', 'clusterrolebindings', 'pods'] })).toBe('kind-not-allowed');
  });

  it("leaves namespaced roles to the API server's own check", () => {
    expect(judge('roles.rbac.authorization.k8s.io/shop/reader')).toBeUndefined();
  });

  it('denies definitions only where they convert by webhook', () => {
    const conversion = (strategy: string) => ({ spec: { conversion: { strategy } } });

    expect(judge(DEFINITION, {}, conversion('Webhook'))).toBe('kind-not-allowed');
    expect(judge(DEFINITION, {}, conversion('None'))).toBeUndefined();
    expect(judge(DEFINITION, {})).toBeUndefined();
    expect(judge(DEFINITION, { allowKinds: ['crd'] }, conversion('Webhook'))).toBeUndefined();
  });

  it('does not warn of roles and flow control that every API server makes, and restores them where allowed', () => {
    const role = { metadata: { annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' } } };
    const flow = { metadata: { annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } } };

    expect(judge(ROLE, {}, role)).toBe('made-by-cluster');
    expect(judge('flowschemas.flowcontrol.apiserver.k8s.io/probes', {}, flow)).toBe('made-by-cluster');
    expect(judge(ROLE, { allowKinds: ['*'] }, role)).toBeUndefined();
  });

  it.each(['kube-system', 'kube-public', 'kube-node-lease', 'lifeboat', 'lifeboat-restore'])(
    'denies protected namespaces unless they are allowed: %s',
    (namespace) => {
      expect(judge(`configmaps/${namespace}/x`)).toBe('namespace-not-allowed');
      expect(judge(`configmaps/${namespace}/x`, { allowNamespaces: [namespace] })).toBeUndefined();
      expect(judge(`configmaps/${namespace}/x`, { allowNamespaces: ['*'] })).toBeUndefined();
      expect(judge('configmaps/shop/x')).toBeUndefined();
    },
  );

  it('never restores the records of our own runs, whatever is allowed', () => {
    const record = { metadata: { labels: { 'lifeboat.dev/kind': 'once' } } };
    const everything = { allowKinds: ['*'], allowNamespaces: ['*'] };

    expect(judge('configmaps/lifeboat/lifeboat-once-x', everything, record)).toBe('made-by-cluster');
  });
});
