/** Renders `kustomize/base` into `manifests/base.yaml`, for people who apply files: `node manifests/render.ts`. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireProgram } from '../test/control-plane/programs.ts';

const ROOT = join(import.meta.dirname, '..');

/** What `kubectl apply -k <directory>` would apply, as YAML. `directory` is relative to the repository. */
export function render(directory: string): string {
  const { status, stdout, stderr } = spawnSync(requireProgram('kubectl'), ['kustomize', join(ROOT, directory)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`kubectl kustomize ${directory}: ${stderr}`);
  return stdout;
}

/** The content of `manifests/base.yaml`. */
export function renderBase(): string {
  return `# Rendered from kustomize/base by manifests/render.ts: change it there.\n${render('kustomize/base')}`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(import.meta.dirname, 'base.yaml'), renderBase());
