import { describe, expect, it } from 'vitest';
import { describeObject, queryOf, resourcePath } from '../../../src/kube/resource-path.ts';

describe('resourcePath', () => {
  it('leads to collections and objects of the core group and of others', () => {
    expect(resourcePath({ group: '', version: 'v1', resource: 'nodes' })).toBe('/api/v1/nodes');
    expect(resourcePath({ group: '', version: 'v1', resource: 'pods', namespace: 'shop' }, 'web')).toBe(
      '/api/v1/namespaces/shop/pods/web',
    );
    expect(resourcePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop' })).toBe(
      '/apis/apps/v1/namespaces/shop/deployments',
    );
  });

  it('leads to a part of an object', () => {
    const jobs = { group: 'batch', version: 'v1', resource: 'jobs', namespace: 'shop' };

    expect(resourcePath(jobs, 'a', 'status')).toBe('/apis/batch/v1/namespaces/shop/jobs/a/status');
  });

  it('row 25: keeps capitals, and encodes what a path cannot hold', () => {
    const roles = { group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'clusterroles' };

    const path = resourcePath(roles, 'MyApp:Admin of ü\n?#');

    expect(path).toBe('/apis/rbac.authorization.k8s.io/v1/clusterroles/MyApp%3AAdmin%20of%20%C3%BC%0A%3F%23');
    expect(decodeURIComponent(path.split('/').at(-1)!)).toBe('MyApp:Admin of ü\n?#');
  });
});

describe('describeObject', () => {
  it('names type, object and namespace behind a verb', () => {
    const deployments = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop' };

    expect(describeObject(deployments, 'web')).toBe('deployments.apps/web in namespace shop');
    expect(describeObject({ group: '', version: 'v1', resource: 'nodes' })).toBe('nodes');
  });
});

describe('queryOf', () => {
  it('leaves out what is empty', () => {
    expect(queryOf({ limit: 5, continue: undefined, labelSelector: '' })).toBe('?limit=5');
    expect(queryOf({ continue: undefined })).toBe('');
  });
});
