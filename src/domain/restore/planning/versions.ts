/** `v1`, `v2beta1`: number, stage, number of the stage. */
const USUAL = /^v(\d+)(?:(alpha|beta)(\d+))?$/;

const STAGES: Readonly<Record<string, number>> = { alpha: 1, beta: 2 };

/** A version that is finished comes before any beta, and a beta before any alpha. */
const FINISHED = 3;

/** Versions that somebody wants to have restored, by type (`cronjobs.batch`), the most wanted first. */
export type VersionPriorities = ReadonlyMap<string, readonly string[]>;

/**
 * The version in which items of a type are read and submitted, as Velero documents it for archives with several
 * (`enable-api-group-versions-feature`): the first `wanted` one that is archived and served; else the one that the
 * cluster prefers where it is archived; else the one that the backup's cluster preferred where it is served; else the
 * highest that is archived and served, in Kubernetes' order of versions. `archived` and `served` have the preferred
 * version first. Undefined where no archived version is served.
 */
export function chooseVersion(
  archived: readonly string[],
  served: readonly string[],
  wanted: readonly string[] = [],
): string | undefined {
  const common = archived.filter((version) => served.includes(version));
  const preferred = [...wanted, served[0], archived[0]].find(
    (version) => version !== undefined && common.includes(version),
  );
  return preferred ?? common.toSorted(compareVersions)[0];
}

/**
 * Kubernetes' order of versions, the highest first (`version.CompareKubeAwareVersionStrings` of apimachinery): finished
 * ones, then betas, then alphas, each by their numbers; what is called otherwise comes last, by the alphabet.
 */
export function compareVersions(a: string, b: string): number {
  const [ranksA, ranksB] = [ranksOf(a), ranksOf(b)];
  if (ranksA === undefined && ranksB === undefined) return a < b ? -1 : Number(a > b);
  if (ranksA === undefined || ranksB === undefined) return ranksA === undefined ? 1 : -1;
  const difference = ranksA.map((rank, i) => ranksB[i]! - rank).find((it) => it !== 0);
  return difference ?? 0;
}

/** Stage, number and number of the stage: the larger, the higher. */
function ranksOf(version: string): readonly number[] | undefined {
  const match = USUAL.exec(version);
  if (match === null) return undefined;
  const [, major, stage, minor = '0'] = match;
  return [stage === undefined ? FINISHED : STAGES[stage]!, Number(major), Number(minor)];
}
