import type { PodSources } from './pod-sources.ts';
import type { Container, EnvVar, Pod } from './pod.ts';
import { podField, resourceField } from './pod-fields.ts';

/** What a Pod adds to its image's environment: what it takes from elsewhere, then its own variables. */
export async function containerEnvironment(
  pod: Pod,
  container: Container,
  sources: PodSources,
): Promise<Record<string, string>> {
  const environment: Record<string, string> = {
    HOSTNAME: pod.metadata.name,
    ...sources.apiServerEnvironment,
  };
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const data = configMapRef ? await sources.configMap(configMapRef) : secretRef && (await sources.secret(secretRef));
    for (const [key, value] of Object.entries(data ?? {})) environment[prefix + key] = value.toString();
  }
  for (const variable of container.env ?? []) {
    const value = await valueOf(variable, pod, container, sources);
    if (value !== undefined) environment[variable.name] = expand(value, environment);
  }
  return environment;
}

/** Kubernetes' own substitution, in arguments and values: `$(NAME)`, `$$` for a dollar sign, unknown names left alone. */
export function expand(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\$|\$\(([^)]+)\)/g, (match, name: string | undefined) =>
    name === undefined ? '$' : (environment[name] ?? match),
  );
}

async function valueOf(
  { value, valueFrom }: EnvVar,
  pod: Pod,
  container: Container,
  sources: PodSources,
): Promise<string | undefined> {
  if (valueFrom === undefined) return value ?? '';
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (fieldRef) return podField(pod, fieldRef.fieldPath);
  if (resourceFieldRef) return resourceField(container, resourceFieldRef);
  if (configMapKeyRef) return (await sources.configMapKey(configMapKeyRef))?.toString();
  if (secretKeyRef) return (await sources.secretKey(secretKeyRef))?.toString();
  throw new Error('The kubelet stand-in does not know where this variable comes from');
}
