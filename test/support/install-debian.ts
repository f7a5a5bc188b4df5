import { spawnSync } from 'node:child_process';

/** Programs that are called like the Debian packages that bring them: installs those that are missing, or fails with a hint. */
export function installDebian(programs: readonly string[]): void {
  const missing = programs.filter((program) => !isThere(program));
  if (missing.length === 0) return;
  const install = ['install', '--yes', '--no-install-recommends', ...missing];
  if (process.getuid?.() === 0 && isThere('apt-get')) {
    console.log(`${missing.join(', ')}: installing by apt-get`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [['update', '--quiet'], install]) {
      spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    }
  }
  const still = missing.filter((program) => !isThere(program));
  if (still.length === 0) return;
  throw new Error(`${still.join(', ')} is missing.\nhint: as root, apt-get ${install.join(' ')} (Debian, Ubuntu)`);
}

function isThere(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}
