/** Synthetic objects as a busy cluster holds them: Pods 40 %, ConfigMaps, Secrets and Deployments 20 % each, about 6 KiB. */
export interface BenchType {
  readonly group: string;
  readonly resource: string;
  readonly kind: string;
  readonly share: number;
}

export const BENCH_TYPES: readonly BenchType[] = [
  { group: '', resource: 'pods', kind: 'Pod', share: 0.4 },
  { group: '', resource: 'configmaps', kind: 'ConfigMap', share: 0.2 },
  { group: '', resource: 'secrets', kind: 'Secret', share: 0.2 },
  { group: 'apps', resource: 'deployments', kind: 'Deployment', share: 0.2 },
];

export const NAMESPACES = Array.from({ length: 60 }, (_, index) => `team-${String(index).padStart(2, '0')}`);

/** The same seed gives the same objects, so that runs can be compared. */
export function makeItems(type: BenchType, count: number): Buffer[] {
  const random = seeded(type.kind.length * 7_919 + count);
  return Array.from({ length: count }, (_, index) => Buffer.from(JSON.stringify(makeObject(type, index, random))));
}

type Random = () => number;

/** Mulberry32. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function hex(random: Random, length: number): string {
  let text = '';
  while (text.length < length)
    text += Math.floor(random() * 0xffff_ffff)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, length);
}

function makeObject(type: BenchType, index: number, random: Random) {
  const namespace = NAMESPACES[index % NAMESPACES.length]!;
  const app = `app-${index % 40}`;
  const metadata = {
    name: `${app}-${hex(random, 10)}-${index}`,
    namespace,
    uid: `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
    resourceVersion: String(1_000_000 + index),
    creationTimestamp: '2026-11-21T02:17:00Z',
    labels: {
      'app.kubernetes.io/name': app,
      'app.kubernetes.io/instance': namespace,
      'pod-template-hash': hex(random, 10),
    },
    annotations: { 'prometheus.io/scrape': 'true', 'checksum/config': hex(random, 64) },
    managedFields: managedFields(),
  };
  switch (type.kind) {
    case 'ConfigMap':
      return {
        metadata,
        data: { 'app.properties': properties(random, 56), 'feature.json': JSON.stringify({ ids: ids(random, 30) }) },
      };
    case 'Secret':
      return {
        metadata,
        type: 'Opaque',
        data: { password: b64(random, 32), 'tls.crt': b64(random, 1_400), 'tls.key': b64(random, 600) },
      };
    case 'Deployment':
      return {
        metadata,
        spec: {
          replicas: 3,
          selector: { matchLabels: metadata.labels },
          template: { metadata: { labels: metadata.labels }, spec: podSpec(random, app) },
        },
        status: { replicas: 3, readyReplicas: 3, conditions: conditions() },
      };
    default:
      return {
        metadata,
        spec: podSpec(random, app),
        status: {
          phase: 'Running',
          podIP: `10.0.${index % 256}.${index % 250}`,
          conditions: conditions(),
          containerStatuses: [statusOf(random, app), statusOf(random, 'sidecar')],
        },
      };
  }
}

function managedFields() {
  const owned = Object.fromEntries(
    ['f:labels', 'f:annotations', 'f:containers'].map((key) => [
      key,
      {
        '.': {},
        [`k:{"name":"${key}"}`]: {
          '.': {},
          'f:image': {},
          'f:env': {},
          'f:ports': {},
          'f:resources': { 'f:limits': {}, 'f:requests': {} },
        },
      },
    ]),
  );
  return ['kube-controller-manager', 'kubelet'].map((manager) => ({
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: '2026-11-21T02:17:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:metadata': owned, 'f:spec': owned },
  }));
}

function podSpec(random: Random, app: string) {
  const container = (name: string) => ({
    name,
    image: `registry.example.com/${app}@sha256:${hex(random, 64)}`,
    env: Array.from({ length: 12 }, (_, n) => ({ name: `SETTING_${n}`, value: hex(random, 24) })),
    ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
    resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app' },
      { name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ],
    readinessProbe: {
      httpGet: { path: '/ready', port: 'http', scheme: 'HTTP' },
      periodSeconds: 10,
      timeoutSeconds: 1,
      failureThreshold: 3,
    },
  });
  return {
    containers: [container(app), container('sidecar')],
    nodeName: `node-${Math.floor(random() * 50)}`,
    serviceAccountName: app,
    restartPolicy: 'Always',
    volumes: [{ name: 'config', configMap: { name: app, defaultMode: 420 } }],
  };
}

function statusOf(random: Random, name: string) {
  return {
    name,
    ready: true,
    restartCount: 0,
    containerID: `containerd://${hex(random, 64)}`,
    imageID: `registry.example.com/${name}@sha256:${hex(random, 64)}`,
    state: { running: { startedAt: '2026-11-21T02:17:05Z' } },
  };
}

function conditions() {
  return ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: '2026-11-21T02:17:05Z',
    reason: 'AsExpected',
    message: '',
  }));
}

function properties(random: Random, lines: number): string {
  return Array.from({ length: lines }, (_, n) => `service.option.${n}.value=${hex(random, 16)}`).join('\n');
}

function ids(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => hex(random, 24));
}

function b64(random: Random, bytes: number): string {
  return Buffer.from(hex(random, bytes * 2), 'hex').toString('base64');
}
