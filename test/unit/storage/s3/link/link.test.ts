import { describe, expect, it } from 'vitest';
import { linkTo } from '../../../../../src/storage/s3/link/link.ts';
import { aContext } from '../../../../support/context.ts';
import { anS3Location } from '../../../../support/scripted-s3.ts';
import { scriptedStoreRig } from '../../../../support/scripted-s3-store.ts';

const KEY = 'backups/full/full.tar.gz';
const rig = scriptedStoreRig();

async function link(overrides: object, endpoint: string | undefined = 'http://store.internal:9000', env: object = {}) {
  const location = anS3Location(endpoint, { credentialsFile: rig.credentialsFile, ...overrides });
  const options = { key: KEY, lifeMs: 600_000, env: env as Readonly<Record<string, string>> };
  return linkTo(aContext(), location, options);
}

describe('a link to an object', () => {
  it('is at the endpoint that people reach, and says until when', async () => {
    const { url, expiresAt } = await link({ publicEndpoint: 'https://store.example.com', prefix: 'cluster-1' });

    const { origin, pathname, searchParams } = new URL(url);
    expect([origin, pathname]).toEqual(['https://store.example.com', `/bucket/cluster-1/${KEY}`]);
    expect(searchParams.get('X-Amz-Expires')).toBe('600');
    expect(expiresAt.getTime() - aContext().clock.now().getTime()).toBe(600_000);
  });

  it.each([
    [{}, undefined, `https://bucket.s3.eu-central-1.amazonaws.com/${KEY}`],
    [{ bucket: 'with.dots' }, undefined, `https://s3.eu-central-1.amazonaws.com/with.dots/${KEY}`],
    [{ region: 'cn-north-1' }, undefined, `https://bucket.s3.cn-north-1.amazonaws.com.cn/${KEY}`],
    [{ forcePathStyle: true }, 'http://store:9000', `http://store:9000/bucket/${KEY}`],
  ])('is where the store is asked for it: %j', async (overrides, endpoint, address) => {
    const location = anS3Location(endpoint, {
      credentialsFile: rig.credentialsFile,
      region: 'eu-central-1',
      forcePathStyle: false,
      ...overrides,
    });

    const { url } = await linkTo(aContext(), location, { key: KEY, lifeMs: 600_000, env: {} });

    expect(url.split('?')[0]).toBe(address);
  });

  it('asks nothing of the store, and needs no answer', async () => {
    await link({}, rig.s3.endpoint);

    expect(rig.s3.requests).toEqual([]);
  });

  it('is not made without credentials', async () => {
    await expect(link({ credentialsFile: '/nowhere/cloud' })).rejects.toMatchObject({ code: 'permission-denied' });
  });
});
