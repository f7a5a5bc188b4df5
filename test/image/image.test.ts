import { beforeAll, describe, expect, it } from 'vitest';
import { buildImage, IMAGE, packImage, version } from './build.ts';
import { runInImage } from './container.ts';
import { call, requireTools, STORAGE } from './tools.ts';

const MEGABYTE = 1_000_000;

describe('the image', () => {
  beforeAll(requireTools);

  it('runs Lifeboat as a user without rights, and says what it is', () => {
    const { OCIv1 } = JSON.parse(call('buildah', ['inspect', ...STORAGE, '--type=image', IMAGE])) as {
      OCIv1: { config: Readonly<Record<string, unknown>> };
    };

    expect(OCIv1.config).toMatchObject({
      User: '65532:65532',
      Entrypoint: ['node', '/app/start.cjs'],
      Labels: {
        'org.opencontainers.image.title': 'lifeboat',
        'org.opencontainers.image.version': version(),
        'org.opencontainers.image.licenses': 'Apache-2.0',
      },
    });
    expect(OCIv1.config['Cmd']).toBeUndefined();
  });

  it('starts on a read-only root', async () => {
    const { code, stdout } = await runInImage(['version', '--output=json']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: version(), node: process.version });
  });

  it('ends with 64 at a flag that does not exist', async () => {
    const { code, stderr } = await runInImage(['run', 'nightly', '--no-such-flag']);

    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining('--no-such-flag') });
  });

  it('holds no shell', async () => {
    const script = `const names = ['sh', 'ash', 'bash', 'busybox', 'dash'];
      const paths = ['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin'];
      console.log(paths.flatMap((path) => names.map((name) => path + '/' + name)).filter(fs.existsSync).join());`;

    const { code, stdout } = await runInImage(['--eval', script], { entrypoint: 'node' });

    expect({ code, stdout }).toEqual({ code: 0, stdout: '\n' });
  });

  it.each(['65532:65532', '1000710000:0'])(
    'lets user %s change nothing in /app, and take its compiled code',
    async (user) => {
      const script = `const { checkCode } = require('/app/code-cache.cjs');
      const found = checkCode('/app');
      const isWritable = found.some(({ filename }) => { try { fs.appendFileSync(filename + '.code', ''); return true } catch { return false } });
      console.log(JSON.stringify({ hasCode: found.length > 10, areTaken: found.every(({ isTaken }) => isTaken), isWritable }));`;

      const { stdout } = await runInImage(['--eval', script], { entrypoint: 'node', user });

      expect(JSON.parse(stdout)).toEqual({ hasCode: true, areTaken: true, isWritable: false });
    },
  );

  it('is the same when it is built again, and takes at most 60 MB of a registry', () => {
    const again = `${IMAGE}-again`;
    buildImage(again);

    const [first, second] = [packImage(IMAGE), packImage(again)];
    call('buildah', ['rmi', ...STORAGE, '--force', again]);

    expect(second.digest).toBe(first.digest);
    expect(first.bytes).toBeLessThanOrEqual(60 * MEGABYTE);
  });
});
