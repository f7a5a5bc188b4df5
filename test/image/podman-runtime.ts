import { join } from 'node:path';
import { resourceField } from '../support/kubelet/pod-fields.ts';
import type { ContainerRuntime, ContainerSpec } from '../support/kubelet/runtime.ts';
import type { Mount } from '../support/kubelet/sandbox.ts';
import { STORAGE, toolEnvironment } from './tools.ts';

const ALWAYS = ['--rm', '--pull=never', '--runtime=runc', '--network=host', '--http-proxy=false', '--log-driver=none'];

/**
 * Makes each container of a kubelet stand-in of the image that its Pod names, and hardens it as the Pod says and no
 * further. It sees the network of this machine, because that is where the tests' API server and store are.
 */
export const podmanRuntime: ContainerRuntime = async (spec) => {
  const pidFile = join(spec.directory, 'pid');
  const { pod, container, environment, command, args } = spec;
  const flags = [
    ...ALWAYS,
    `--name=${pod.metadata.uid}`,
    `--hostname=${pod.metadata.name}`,
    `--pidfile=${pidFile}`,
    ...userFlags(spec),
    ...hardening(spec),
    ...limits(spec),
    ...spec.mounts.map(volumeFlag),
    ...Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`),
    ...(container.workingDir === undefined ? [] : [`--workdir=${container.workingDir}`]),
    ...(command === undefined ? [] : [`--entrypoint=${JSON.stringify(command)}`]),
  ];
  return {
    command: ['podman', ...STORAGE, 'run', ...flags, container.image, ...args],
    environment: toolEnvironment(),
    pidFile,
  };
};

function userFlags({ user, group, extraGroup }: ContainerSpec): string[] {
  return [
    ...(user === undefined ? [] : [`--user=${user}:${group ?? 0}`]),
    ...(extraGroup === undefined ? [] : [`--group-add=${extraGroup}`]),
  ];
}

/** What is not asked for is not given: a container without a profile is unconfined under a kubelet, too. */
function hardening({ pod, container: { securityContext: own = {} } }: ContainerSpec): string[] {
  const { type: seccomp = 'Unconfined' } = own.seccompProfile ?? pod.spec.securityContext?.seccompProfile ?? {};
  return [
    ...(own.readOnlyRootFilesystem === true ? ['--read-only', '--read-only-tmpfs=false'] : []),
    ...(own.capabilities?.drop ?? []).map((name) => `--cap-drop=${name}`),
    ...(own.capabilities?.add ?? []).map((name) => `--cap-add=${name}`),
    ...(own.allowPrivilegeEscalation === false ? ['--security-opt=no-new-privileges'] : []),
    ...(seccomp === 'RuntimeDefault' ? [] : ['--security-opt=seccomp=unconfined']),
  ];
}

function limits({ container }: ContainerSpec): string[] {
  if (container.resources?.limits?.['memory'] === undefined) return [];
  const bytes = resourceField(container, { resource: 'limits.memory' });
  return [`--memory=${bytes}b`, `--memory-swap=${bytes}b`];
}

function volumeFlag({ source, target, readOnly }: Mount): string {
  return `--volume=${source}:${target}${readOnly ? ':ro' : ''}`;
}
