import type { Container, Pod, ResourceFieldRef } from './pod.ts';

/** What a machine of the stand-in has, where a container sets no limit. */
const NODE: Readonly<Record<string, string>> = { cpu: '2', memory: '8Gi', 'ephemeral-storage': '10Gi' };

const SUFFIX: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/** The value of a downward-API field path such as `metadata.labels['app']`; empty for a label that is not there. */
export function podField(pod: Pod, fieldPath: string): string {
  const [, map, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(fieldPath) ?? [];
  if (map !== undefined && key !== undefined) return pod.metadata[map as 'labels']?.[key] ?? '';
  switch (fieldPath) {
    case 'metadata.name':
    case 'metadata.namespace':
    case 'metadata.uid':
      return pod.metadata[fieldPath.slice('metadata.'.length) as 'name'];
    case 'metadata.labels':
      return lines(pod.metadata.labels);
    case 'metadata.annotations':
      return lines(pod.metadata.annotations);
    case 'spec.nodeName':
      return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? 'default';
    case 'status.podIP':
    case 'status.hostIP':
      return '127.0.0.1';
    default:
      throw new Error(`The kubelet stand-in knows no field ${fieldPath}`);
  }
}

/** The value of a resource reference in units of its divisor, rounded up; the machine's where there is no limit. */
export function resourceField(container: Container, { resource, divisor }: ResourceFieldRef): string {
  const [kind = '', name = ''] = resource.split(/\.(.*)/s);
  const quantity = container.resources?.[kind as 'limits']?.[name] ?? NODE[name] ?? '0';
  const unit = divisor === undefined || divisor === '0' ? 1 : quantityOf(divisor);
  return String(Math.ceil(quantityOf(quantity) / unit));
}

function quantityOf(text: string): number {
  const [, number, suffix = ''] = /^([\d.]+)(\w*)$/.exec(text) ?? [];
  return Number(number) * (SUFFIX[suffix] ?? 1);
}

function lines(map: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(map ?? {})
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
}
