import { matchesLabels } from '../../selection/label-selector.ts';
import type { CapacityRange, VolumeAction, VolumeConditions, VolumePolicy } from '../resource-policies.ts';
import type { VolumeFacts } from './volume-facts.ts';

/** The action of the first policy whose conditions all hold (`match` in Velero's `resource_policies.go`). */
export function actionFor(policies: readonly VolumePolicy[], volume: VolumeFacts): VolumeAction | undefined {
  return policies.find(({ conditions }) => holds(conditions, volume))?.action;
}

function holds(conditions: VolumeConditions, volume: VolumeFacts): boolean {
  const { storageClass, volumeTypes, pvcLabels, pvcPhase, pvcVolumeMode, pvcAccessModes } = conditions;
  return (
    isWithin(conditions.capacity, volume.capacity) &&
    isAmong(storageClass, volume.storageClass) &&
    isNfs(conditions.nfs, volume.nfs) &&
    isCsi(conditions.csi, volume.csi) &&
    isAmong(volumeTypes, volume.volumeType) &&
    matchesLabels({ matchLabels: pvcLabels }, volume.labels) &&
    isAmong(pvcPhase, volume.phase) &&
    (pvcVolumeMode === '' || pvcVolumeMode === volume.volumeMode) &&
    hasModes(pvcAccessModes, volume.accessModes)
  );
}

/** An end that is 0 is none; without either every capacity is within. */
function isWithin({ lower, upper }: CapacityRange, capacity: bigint): boolean {
  if (upper === 0n) return lower <= capacity;
  return lower <= capacity && capacity <= upper;
}

function isAmong(wanted: readonly string[], found: string | undefined): boolean {
  return wanted.length === 0 || (found !== undefined && found !== '' && wanted.includes(found));
}

function isNfs(wanted: VolumeConditions['nfs'], found: VolumeFacts['nfs']): boolean {
  if (wanted === undefined) return true;
  if (found === undefined) return false;
  const { server, path } = wanted;
  return (server === '' || server === found.server) && (path === '' || path === found.path);
}

function isCsi(wanted: VolumeConditions['csi'], found: VolumeFacts['csi']): boolean {
  if (wanted === undefined) return true;
  if (found === undefined) return false;
  if (wanted.driver === '') return true;
  const attributes = Object.entries(wanted.volumeAttributes);
  const has = (key: string, value: string) =>
    Object.hasOwn(found.volumeAttributes, key) && found.volumeAttributes[key] === value;
  return wanted.driver === found.driver && attributes.every(([key, value]) => has(key, value));
}

function hasModes(wanted: readonly string[], found: readonly string[]): boolean {
  if (wanted.length === 0) return true;
  return wanted.length === found.length && wanted.every((mode) => found.includes(mode));
}
