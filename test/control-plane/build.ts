/**
 * Builds what suites run, once for each state of the sources; `npm run test:cluster` calls it first. With the word
 * `velero` a Velero server and its plugin too, as `npm run test:velero` needs them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildDirectory, BUILDS, type GoBuild, locateProgram, VELERO_BUILDS } from './programs.ts';

const builds = process.argv[2] === 'velero' ? [...BUILDS, ...VELERO_BUILDS] : BUILDS;
for (const build of builds) {
  const missing = build.programs.filter((program) => !existsSync(locateProgram(program)));
  if (missing.length === 0) console.log(`${build.binary}: there`);
  else compile(build);
}

/** Compiles beside the final name and renames, so that builds that run at once, or are cut short, leave no half binary. */
function compile(build: GoBuild): void {
  const directory = buildDirectory(build);
  const output = join(directory, build.binary);
  const partial = `${output}.${process.pid}`;
  mkdirSync(directory, { recursive: true });
  console.log(
    `${build.binary}: building into ${directory} (the first time takes minutes: modules are fetched and compiled)`,
  );
  const startedAt = performance.now();
  const { error, status } = spawnSync('go', ['build', '-ldflags', build.ldflags, '-o', partial, build.package], {
    cwd: build.module,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: `-trimpath ${process.env['GOFLAGS'] ?? ''}`.trim() },
  });
  if (error !== undefined || status !== 0) return giveUp(build, error);
  renameSync(partial, output);
  for (const program of build.programs) {
    if (program !== build.binary) link(build.binary, join(directory, program));
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`${build.binary}: built in ${seconds} s, ${Math.round(statSync(output).size / 1e6)} MB`);
}

function link(target: string, path: string): void {
  const partial = `${path}.${process.pid}`;
  symlinkSync(target, partial);
  renameSync(partial, path);
}

function giveUp(build: GoBuild, error: Error | undefined): void {
  process.exitCode = 1;
  console.error(`\n${build.binary}: could not be built${error === undefined ? '' : `: ${error.message}`}`);
  console.error(
    error !== undefined && 'code' in error && error.code === 'ENOENT'
      ? 'hint: install Go 1.26 or newer (https://go.dev/dl); what the suites run is built from Go modules'
      : 'hint: where modules cannot be fetched, set GOPROXY to a module proxy that can be reached, ' +
          'or fill the module cache elsewhere with `go mod download` and bring it here as GOMODCACHE',
  );
  console.error('hint: or set KUBEBUILDER_ASSETS to a folder that holds these programs: ' + build.programs.join(', '));
}
