import { randomBytes } from 'node:crypto';
import { encodeJson, type JsonObject } from '../../api-server/objects/json.ts';
import { collectionOf, type World } from '../world.ts';
import { contentOf } from './dump.ts';
import { removeNamespace } from './remove-namespace.ts';

/** Plural of a kind, for those that an application is made of. */
const PLURALS: Readonly<Record<string, string>> = { NetworkPolicy: 'networkpolicies', Ingress: 'ingresses' };

const POD = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [{ name: 'main', image: 'registry.example.com/app:1.0' }],
};

/** A small application in a namespace of its own: something of every wave that namespaces have. */
export class App {
  readonly world: World;
  readonly namespace: string;

  private constructor(world: World, namespace: string) {
    this.world = world;
    this.namespace = namespace;
  }

  static async open(world: World): Promise<App> {
    const app = new App(world, freshName());
    await world.api.create('/api/v1/namespaces', {
      metadata: { name: app.namespace, labels: { team: 'tea' }, annotations: { 'example.com/budget': '40' } },
    });
    for (const object of APP_OBJECTS) await app.create(object);
    return app;
  }

  /** Creates an object in the application's namespace. */
  async create(object: JsonObject): Promise<void> {
    const { apiVersion, kind } = object as { apiVersion: string; kind: string };
    const path = collectionOf(apiVersion, PLURALS[kind] ?? `${kind.toLowerCase()}s`, this.namespace);
    await this.world.api.create(path, encodeJson(object, 'given'));
  }

  /** Path of one of its objects. */
  path(apiVersion: string, resource: string, name: string): string {
    return `${collectionOf(apiVersion, resource, this.namespace)}/${name}`;
  }

  /** What a person would compare: everything that the API server does not decide by itself. */
  content(): Promise<ReadonlyMap<string, string>> {
    return contentOf(this.world.api, this.namespace);
  }

  /** Takes the namespace away, with all that it holds. */
  remove(): Promise<void> {
    return removeNamespace(this.world.api, this.namespace);
  }
}

/** A namespace's name that nobody has. */
export function freshName(): string {
  return `tea-${randomBytes(4).toString('hex')}`;
}

/** In an order in which they can be created, also where a quota is not counted by any controller. */
const APP_OBJECTS: readonly JsonObject[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'brewer' } },
  // Where no controller makes it, Pods need it made.
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'read-recipes' },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'read-recipes' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'read-recipes' },
    subjects: [{ kind: 'ServiceAccount', name: 'brewer' }],
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'recipes', labels: { app: 'pot' } }, data: { assam: '95' } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rules' }, immutable: true, data: { steep: '3m' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'till' }, type: 'Opaque', data: { key: 'bm90LWEta2V5' } },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'leaves' },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'none', resources: { requests: { storage: '1Gi' } } },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'pot' },
    spec: { type: 'NodePort', selector: { app: 'pot' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'taster', labels: { app: 'taster' } },
    spec: { serviceAccountName: 'brewer', ...POD },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'pot', labels: { app: 'pot' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'pot' } },
      template: { metadata: { labels: { app: 'pot' } }, spec: POD },
    },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'inventory' },
    spec: { suspend: true, template: { spec: { ...POD, restartPolicy: 'Never' } } },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'daily' },
    spec: {
      schedule: '0 5 * * *',
      suspend: true,
      jobTemplate: { spec: { template: { spec: { ...POD, restartPolicy: 'Never' } } } },
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'quiet' },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  },
  { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'size' }, spec: { hard: { pods: '40' } } },
];
