import { describe, expect, it } from 'vitest';
import { isLoopback, proxyFor } from '../../../../src/kube/connect/proxy.ts';

const PROXY = 'http://proxy.example.com:3128';

function viaProxy(server: string, noProxy: string): boolean {
  return proxyFor(server, { HTTPS_PROXY: PROXY, NO_PROXY: noProxy }) !== undefined;
}

describe('proxyFor', () => {
  it('takes the proxy of the scheme, in upper or lower case', () => {
    const environment = { HTTPS_PROXY: PROXY, http_proxy: 'http://plain:1' };

    expect(proxyFor('https://api.example.com', environment)).toBe(PROXY);
    expect(proxyFor('http://api.example.com', environment)).toBe('http://plain:1');
    expect(proxyFor('https://api.example.com', {})).toBeUndefined();
  });

  it('takes a proxy without a scheme for an HTTP one', () => {
    expect(proxyFor('https://a.example.com', { HTTPS_PROXY: 'proxy:3128' })).toBe('http://proxy:3128');
  });

  it.each(['https://localhost:6443', 'https://127.0.0.1', 'https://127.9.9.9:1', 'https://[::1]:6443'])(
    'never sends %s through a proxy',
    (server) => {
      expect(proxyFor(server, { HTTPS_PROXY: PROXY })).toBeUndefined();
    },
  );

  it.each([
    ['10.96.0.1', '10.0.0.0/8', false],
    ['10.96.0.1', '192.168.0.0/16, 10.96.0.0/12', false],
    ['11.0.0.1', '10.0.0.0/8', true],
    ['10.96.0.1', '10.96.0.1', false],
    ['10.96.0.1', '10.96.0.1:443', false],
    ['10.96.0.1', '10.96.0.1:6443', true],
    ['10.96.0.1', '10.0.0.0/99', true],
    ['[fd00::1]', 'fd00::/8', false],
    ['[fd00::1]', 'fd00::1', false],
    ['[fd00::1]', '[fd00::1]:443', false],
    ['[fd00::1]', '10.0.0.0/8', true],
    ['api.example.com', 'example.com', false],
    ['api.example.com', '.example.com', false],
    ['api.example.com', '*.example.com', false],
    ['API.example.com', 'api.EXAMPLE.com', false],
    ['example.com', '.example.com', true],
    ['badexample.com', 'example.com', true],
    ['kubernetes.default.svc', '.svc,.cluster.local', false],
    ['api.example.com', '*', false],
    ['api.example.com', '', true],
    ['api.example.com', ' , ,', true],
  ])('%s with NO_PROXY=%s: through the proxy is %s', (host, noProxy, isProxied) => {
    expect(viaProxy(`https://${host}`, noProxy)).toBe(isProxied);
  });
});

describe('isLoopback', () => {
  it('does not take names that only look local', () => {
    expect(['localhost.example.com', '127.0.0.1.example.com', '128.0.0.1'].some(isLoopback)).toBe(false);
  });
});
