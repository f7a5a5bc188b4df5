import type { ExportedFile } from '../../../../archive/export/pack-files.ts';
import { cleaned } from '../../../../domain/contents/clean.ts';
import { isDerived } from '../../../../domain/contents/item-difference.ts';
import { CLUSTER_FOLDER, manifestFile, manifestFolder } from '../../../../domain/contents/manifest-path.ts';
import type { JsonObject } from '../../../../domain/json/exact-json.ts';
import type { ArchivedItem } from '../../../../domain/restore/contents.ts';
import { neverRestored } from '../../../../domain/restore/prepare/never-restored.ts';
import { renderItemYaml } from '../../../../views/items/item-yaml.ts';
import { renderYaml } from '../../../../views/yaml-document.ts';
import { parsedItem } from '../print-items.ts';

/** What becomes of exported objects. */
export interface ManifestOptions {
  /** Without what the API server and controllers added. */
  readonly isClean: boolean;
  /** Also what a cluster makes itself out of other objects. */
  readonly isAll: boolean;
  /** Told of each object that is left out because a cluster makes it itself. */
  readonly leftOut: (item: ArchivedItem) => void;
  /** Told of the file of each object that kustomize cannot read, which stays out of its lists. */
  readonly unlisted: (path: string) => void;
}

const KUSTOMIZATION = 'kustomization.yaml';

/** Kustomize turns objects into JSON on its way and reads that as YAML, which does not allow these characters bare. */
const KUSTOMIZE_REFUSES = /[\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

/** Objects as one stream of YAML documents. */
export async function* manifestStream(
  items: AsyncIterable<ArchivedItem>,
  options: ManifestOptions,
): AsyncGenerator<Uint8Array> {
  for await (const { text } of manifests(items, options)) yield Buffer.from(`---\n${text}`);
}

/**
 * Objects as a folder that kustomize takes: a folder for each namespace with the Namespace itself, one for what belongs to
 * none, a file for each object, and the kustomizations last, when all names are known.
 */
export async function* manifestFiles(
  items: AsyncIterable<ArchivedItem>,
  options: ManifestOptions,
): AsyncGenerator<ExportedFile> {
  const folders = new Map<string, string[]>();
  for await (const { item, text, isListed } of manifests(items, options)) {
    const [folder, file] = [manifestFolder(item.ref), manifestFile(item.ref)];
    yield { path: `${folder}/${file}`, bytes: Buffer.from(text) };
    const files = folders.get(folder);
    if (!isListed) options.unlisted(`${folder}/${file}`);
    else if (files === undefined) folders.set(folder, [file]);
    else files.push(file);
  }
  for (const [folder, files] of folders) yield kustomization(`${folder}/${KUSTOMIZATION}`, files);
  if (folders.size > 0) yield kustomization(KUSTOMIZATION, [...folders.keys()].toSorted(clusterFirst));
}

async function* manifests(items: AsyncIterable<ArchivedItem>, { isClean, isAll, leftOut }: ManifestOptions) {
  for await (const item of items) {
    const object = parsedItem(item);
    if (isAll || !isMadeByCluster(object, item)) {
      const json = JSON.stringify(isClean ? cleaned(object, item.ref) : object, undefined, 2);
      yield { item, text: renderItemYaml(json), isListed: !KUSTOMIZE_REFUSES.test(json) };
    } else leftOut(item);
  }
}

function isMadeByCluster(object: JsonObject, { ref }: ArchivedItem): boolean {
  return isDerived(object, ref) || neverRestored(object, ref) !== undefined;
}

function kustomization(path: string, resources: readonly string[]): ExportedFile {
  const document = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources };
  return { path, bytes: Buffer.from(renderYaml(document)) };
}

function clusterFirst(a: string, b: string): number {
  if (a === CLUSTER_FOLDER || b === CLUSTER_FOLDER) return a === CLUSTER_FOLDER ? -1 : 1;
  return a < b ? -1 : 1;
}
