/**
 * The built-in types of Kubernetes 1.36 in the order of its discovery, one per line:
 * resource, kind, short names, flags, further subresources. The flags:
 * c cluster-scoped · s has `/status` · g counts generations · p a PUT creates what is absent ·
 * v an update must name its resourceVersion · d a DELETE answers with the object · a category `all` ·
 * x category `api-extensions` · n no deletecollection · o only `create` · r only `get` and `list`
 */
export const BUILTIN_TYPES: readonly (readonly [groupVersion: string, lines: string])[] = [
  [
    'v1',
    `bindings Binding - o
     componentstatuses ComponentStatus cs cr
     configmaps ConfigMap cm
     endpoints Endpoints ep p
     events Event ev p
     limitranges LimitRange limits p
     namespaces Namespace ns csdn finalize
     nodes Node no cs proxy
     persistentvolumeclaims PersistentVolumeClaim pvc sd
     persistentvolumes PersistentVolume pv csd
     pods Pod po sgda attach,binding,ephemeralcontainers,eviction,exec,log,portforward,proxy,resize
     podtemplates PodTemplate - gd
     replicationcontrollers ReplicationController rc sga scale
     resourcequotas ResourceQuota quota sd
     secrets Secret -
     serviceaccounts ServiceAccount sa d token
     services Service svc sdpa proxy`,
  ],
  ['apiregistration.k8s.io/v1', 'apiservices APIService - csvx'],
  [
    'apps/v1',
    `controllerrevisions ControllerRevision -
     daemonsets DaemonSet ds sga
     deployments Deployment deploy sga scale
     replicasets ReplicaSet rs sga scale
     statefulsets StatefulSet sts sga scale`,
  ],
  ['events.k8s.io/v1', 'events Event ev p'],
  [
    'authentication.k8s.io/v1',
    `selfsubjectreviews SelfSubjectReview - co
     tokenreviews TokenReview - co`,
  ],
  [
    'authorization.k8s.io/v1',
    `localsubjectaccessreviews LocalSubjectAccessReview - o
     selfsubjectaccessreviews SelfSubjectAccessReview - co
     selfsubjectrulesreviews SelfSubjectRulesReview - co
     subjectaccessreviews SubjectAccessReview - co`,
  ],
  ['autoscaling/v2', 'horizontalpodautoscalers HorizontalPodAutoscaler hpa sa'],
  ['autoscaling/v1', 'horizontalpodautoscalers HorizontalPodAutoscaler hpa sa'],
  [
    'batch/v1',
    `cronjobs CronJob cj sga
     jobs Job - sga`,
  ],
  ['certificates.k8s.io/v1', 'certificatesigningrequests CertificateSigningRequest csr cs approval'],
  [
    'networking.k8s.io/v1',
    `ingressclasses IngressClass - cg
     ingresses Ingress ing sg
     ipaddresses IPAddress ip c
     networkpolicies NetworkPolicy netpol g
     servicecidrs ServiceCIDR - cs`,
  ],
  ['policy/v1', 'poddisruptionbudgets PodDisruptionBudget pdb sgv'],
  [
    'rbac.authorization.k8s.io/v1',
    `clusterrolebindings ClusterRoleBinding - cp
     clusterroles ClusterRole - cp
     rolebindings RoleBinding - p
     roles Role - p`,
  ],
  [
    'storage.k8s.io/v1',
    `csidrivers CSIDriver - cvd
     csinodes CSINode - cvd
     csistoragecapacities CSIStorageCapacity - v
     storageclasses StorageClass sc cd
     volumeattachments VolumeAttachment - csvd
     volumeattributesclasses VolumeAttributesClass vac cd`,
  ],
  [
    'admissionregistration.k8s.io/v1',
    `mutatingadmissionpolicies MutatingAdmissionPolicy - cgvx
     mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding - cgvx
     mutatingwebhookconfigurations MutatingWebhookConfiguration - cgvx
     validatingadmissionpolicies ValidatingAdmissionPolicy - csgvx
     validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding - cgvx
     validatingwebhookconfigurations ValidatingWebhookConfiguration - cgvx`,
  ],
  ['apiextensions.k8s.io/v1', 'customresourcedefinitions CustomResourceDefinition crd,crds csgvdx'],
  ['scheduling.k8s.io/v1', 'priorityclasses PriorityClass pc cg'],
  ['coordination.k8s.io/v1', 'leases Lease - pv'],
  ['node.k8s.io/v1', 'runtimeclasses RuntimeClass - cpv'],
  ['discovery.k8s.io/v1', 'endpointslices EndpointSlice - g'],
  [
    'resource.k8s.io/v1',
    `deviceclasses DeviceClass - cgd
     resourceclaims ResourceClaim - sd
     resourceclaimtemplates ResourceClaimTemplate - d
     resourceslices ResourceSlice - cg`,
  ],
  [
    'flowcontrol.apiserver.k8s.io/v1',
    `flowschemas FlowSchema - csg
     prioritylevelconfigurations PriorityLevelConfiguration - csg`,
  ],
];
