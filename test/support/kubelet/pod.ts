import type { KubeObject } from '../cluster/api-client.ts';

/** As much of a Pod as the kubelet stand-in acts on. */
export interface Pod extends KubeObject {
  readonly metadata: KubeObject['metadata'] & {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly serviceAccountName?: string;
    readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
    readonly terminationGracePeriodSeconds?: number;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly volumes?: readonly Volume[];
    readonly securityContext?: PodSecurity;
    readonly schedulingGates?: readonly unknown[];
  };
  readonly status: { readonly phase?: string };
}

/** As whom, and with which seccomp profile, the containers of a Pod run. */
export interface PodSecurity {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly fsGroup?: number;
  readonly seccompProfile?: { readonly type: string };
}

/** A container of a Pod. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFrom[];
  readonly resources?: Readonly<Record<'limits' | 'requests', Readonly<Record<string, string>> | undefined>>;
  readonly securityContext?: {
    readonly readOnlyRootFilesystem?: boolean;
    readonly runAsUser?: number;
    readonly runAsGroup?: number;
    readonly allowPrivilegeEscalation?: boolean;
    readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
    readonly seccompProfile?: { readonly type: string };
  };
  readonly terminationMessagePath?: string;
  readonly terminationMessagePolicy?: 'File' | 'FallbackToLogsOnError';
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly subPath?: string;
    readonly readOnly?: boolean;
  }[];
}

/** One environment variable: a literal, or where its value is found. */
export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly resourceFieldRef?: ResourceFieldRef;
    readonly configMapKeyRef?: KeyRef;
    readonly secretKeyRef?: KeyRef;
  };
}

/** Every key of a ConfigMap or Secret as an environment variable. */
export interface EnvFrom {
  readonly prefix?: string;
  readonly configMapRef?: ObjectRef;
  readonly secretRef?: ObjectRef;
}

/** A ConfigMap or Secret of the Pod's namespace. */
export interface ObjectRef {
  readonly name: string;
  readonly optional?: boolean;
}

/** One key of a ConfigMap or Secret. */
export interface KeyRef extends ObjectRef {
  readonly key: string;
}

/** A resource request or limit of a container, such as `limits.memory`, in units of the divisor. */
export interface ResourceFieldRef {
  readonly resource: string;
  readonly divisor?: string;
}

/** Which keys become which files. */
export interface KeyToPath {
  readonly key: string;
  readonly path: string;
}

/** A part of a projected volume, or, with other key names, a volume of its own. */
export interface Projection {
  readonly configMap?: ObjectRef & { readonly items?: readonly KeyToPath[] };
  readonly secret?: ObjectRef & { readonly items?: readonly KeyToPath[] };
  readonly downwardAPI?: { readonly items?: readonly DownwardFile[] };
  readonly serviceAccountToken?: {
    readonly path: string;
    readonly audience?: string;
    readonly expirationSeconds?: number;
  };
}

/** A field of the Pod as a file. */
export interface DownwardFile {
  readonly path: string;
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: ResourceFieldRef & { readonly containerName?: string };
}

/** A volume of a Pod, of the kinds that the stand-in can make. */
export interface Volume {
  readonly name: string;
  readonly configMap?: ObjectRef & { readonly items?: readonly KeyToPath[] };
  readonly secret?: {
    readonly secretName: string;
    readonly optional?: boolean;
    readonly items?: readonly KeyToPath[];
  };
  readonly downwardAPI?: { readonly items?: readonly DownwardFile[] };
  readonly projected?: { readonly sources: readonly Projection[] };
  readonly emptyDir?: object;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly hostPath?: { readonly path: string };
}
