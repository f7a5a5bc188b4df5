import { describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../src/policy/parse.ts';
import { salvageTelling } from '../../../src/policy/salvage-telling.ts';

const HEAD = 'apiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: nightly}\n';

/** Whom the only document of a text tells although it is invalid. */
function told(rest: string) {
  const { found } = parsePolicies([{ name: 'p.yaml', text: `${HEAD}${rest}` }], new Date('2026-11-21T00:00:00Z'));
  expect(found.map(({ policy }) => policy)).toEqual([undefined]);
  const telling = salvageTelling(found[0]!);
  return telling && { receivers: telling.notify.map(({ name }) => name), gateway: telling.pushgateway?.url };
}

const RECEIVERS = 'notify: [{name: ops, urlFile: /etc/url}], metrics: {pushgateway: {url: "https://gateway"}}';

describe('whom an invalid policy tells', () => {
  it.each([
    ['a field that there is not', `spec: {storageLocatoin: main, ${RECEIVERS}}`],
    ['a value that is wrong', `spec: {ttl: soon, ${RECEIVERS}}`],
    ['a location that is not there', `spec: {storageLocation: other, ${RECEIVERS}}`],
    ['a label that is no text', `spec: {metadata: {labels: {a: 1}}, ${RECEIVERS}}`],
  ])('is all that it names, where its fault is elsewhere: %s', (_, rest) => {
    expect(told(rest)).toEqual({ receivers: ['ops'], gateway: 'https://gateway' });
  });

  it('is each receiver that is valid by itself', () => {
    const notify = [
      '{name: misspelt, urlFile: /etc/url, formt: Slack}',
      '{name: good, urlFile: /etc/url, format: Slack}',
      '{name: insecure, url: "http://chat"}',
      '{name: both, url: "https://a", urlFile: /etc/url}',
      '{name: unsure, url: "https://a", allowPrivate: perhaps}',
      'none',
    ];

    expect(told(`spec: {notify: [${notify.join(', ')}], metrics: {pushgateway: {url: "http://gateway"}}}`)).toEqual({
      receivers: ['good'],
      gateway: undefined,
    });
  });

  it('is no more than a policy may name', () => {
    const notify = Array.from({ length: 25 }, (_, i) => `{name: r${i}, urlFile: /etc/url}`);

    expect(told(`spec: {notify: [${notify.join(', ')}]}`)?.receivers).toHaveLength(20);
  });

  it.each([
    ['a key that stands twice', `spec:\n  ttl: 24h\n  ttl: 48h\n  ${RECEIVERS.replaceAll(', metrics', '\n  metrics')}`],
    ['what is no YAML', `spec: {${RECEIVERS}`],
    ['no spec', 'speck: {}'],
    ['a spec that is no map', 'spec: [notify]'],
    ['receivers that are no list', 'spec: {notify: {name: ops, urlFile: /etc/url}}'],
  ])('is nobody for %s', (_, rest) => {
    expect(told(rest) ?? { receivers: [], gateway: undefined }).toEqual({ receivers: [], gateway: undefined });
  });
});
