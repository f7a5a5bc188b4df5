import { describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../../../src/policy/parse.ts';

const NOW = new Date('2026-11-21T00:00:00Z');

const LOCATION =
  'apiVersion: lifeboat.dev/v1alpha1\nkind: StorageLocation\nmetadata: {name: main}\nspec: {filesystem: {path: /b}}\n';

function parse(spec: string) {
  const text = `apiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: nightly}\nspec:\n  storageLocation: main\n  includedNamespaces: ['*']\n${spec.replaceAll(/^/gm, '  ')}\n`;
  const { diagnostics, documents } = parsePolicies([{ name: 'p.yaml', text: `${LOCATION}---\n${text}` }], NOW);
  const told = diagnostics.map(({ severity, path, message }) => `${severity} ${path ?? ''}: ${message}`);
  return { told, policy: documents.find(({ kind }) => kind === 'BackupPolicy') };
}

describe.each(['BackupPolicy', 'RestorePolicy', 'PrunePolicy', 'VerifyPolicy'])('a %s', (kind) => {
  it('says whom its runs tell, and where their numbers go', () => {
    const source = kind === 'RestorePolicy' ? 'backupName: b, ' : '';
    const spec = `${source}storageLocation: main, notify: [{name: ops, urlFile: /etc/url}], metrics: {pushgateway: {url: 'https://gateway'}}`;
    const text = `apiVersion: lifeboat.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: nightly}\nspec: {${spec}}\n`;
    const { documents } = parsePolicies([{ name: 'p.yaml', text: `${LOCATION}---\n${text}` }], NOW);

    expect(documents.find((one) => one.kind === kind)).toMatchObject({
      notify: [{ name: 'ops', endpoint: { urlFile: '/etc/url' } }],
      pushgateway: { url: 'https://gateway', allowPrivate: false },
    });
  });
});

describe('notify', () => {
  it('becomes receivers with every default in place', () => {
    const { told, policy } = parse(`notify:
  - {name: ops, url: 'https://alerts.acme.example/in'}
  - {name: pulse, urlFile: /etc/ping, format: Healthchecks}`);

    expect(told).toEqual([]);
    expect(policy).toMatchObject({
      notify: [
        {
          name: 'ops',
          on: ['Partial', 'Failure', 'Interrupted', 'ObjectiveMissed'],
          format: 'CloudEvents',
          endpoint: {
            url: 'https://alerts.acme.example/in',
            urlFile: undefined,
            allowHttp: false,
            allowPrivate: false,
          },
        },
        { name: 'pulse', on: ['Start', 'Success', 'Partial', 'Failure'], endpoint: { urlFile: '/etc/ping' } },
      ],
    });
  });

  it.each([
    ['neither address', `{name: a}`, /url/],
    ['both addresses', `{name: a, url: 'https://a.example', urlFile: /f}`, /url/],
    ['http without leave', `{name: a, url: 'http://a.example'}`, /allowHttp: true/],
    ['a password in the open', `{name: a, url: 'https://me:pw@a.example'}`, /urlFile/],
    ['another protocol', `{name: a, url: 'ftp://a.example'}`, /url/],
    ['a header with a line break', `{name: a, url: 'https://a.example', headers: {X-A: "1\\n2"}}`, /no header can/],
    ['a header that is none', `{name: a, url: 'https://a.example', headers: {'X A': '1'}}`, /no name of a header/],
    ['a header of ours', `{name: a, url: 'https://a.example', headers: {Host: b}}`, /set by Lifeboat itself/],
    [
      'a header twice',
      `{name: a, url: 'https://a.example', headers: {x-a: '1'}, headersFromFiles: {X-A: /f}}`,
      /among the headers/,
    ],
    ['a template without its format', `{name: a, url: 'https://a.example', template: {body: x}}`, /no effect/],
    ['the format without a template', `{name: a, url: 'https://a.example', format: Template}`, /needs a template/],
    [
      'a name that a template does not know',
      `{name: a, url: 'https://a.example', format: Template, template: {body: '{{polcy}}'}}`,
      /knows no "polcy"; there are action/,
    ],
    ['a word that is none', `{name: a, url: 'https://a.example', on: [Sucess]}`, /Success/],
  ])('refuses %s', (_, receiver, message) => {
    const { told, policy } = parse(`notify: [${receiver}]`);

    expect(policy).toBeUndefined();
    expect(told.join('\n')).toMatch(message);
  });

  it('refuses two receivers of one name', () => {
    const { told } = parse(`notify: [{name: a, urlFile: /f}, {name: a, urlFile: /g}]`);

    expect(told).toEqual(['error spec.notify[1].name: "a" is the name of two receivers']);
  });

  it('repeats no address: it may be a secret in the wrong field', () => {
    const { told } = parse(`notify: [{name: a, url: 'http://hooks.example/T0/secret-path'}]`);

    expect(told).toHaveLength(1);
    expect(told.join('\n')).not.toContain('secret-path');
  });
});

describe('metrics', () => {
  it('are pushed where the policy says', () => {
    const { told, policy } = parse(
      `metrics: {pushgateway: {url: 'http://gateway:9091', allowHttp: true, allowPrivate: true}}`,
    );

    expect(told).toEqual([]);
    expect(policy).toMatchObject({ pushgateway: { url: 'http://gateway:9091', allowPrivate: true } });
    expect(parse(`metrics: {pushgateway: {url: 'http://gateway:9091'}}`).told.join('')).toMatch(/allowHttp/);
  });
});

describe('objectives', () => {
  it('are times', () => {
    const { told, policy } = parse(`objectives: {rpo: 26h, rto: 15m}`);

    expect(told).toEqual([]);
    expect(policy).toMatchObject({ objectives: { rpoMs: 93_600_000, rtoMs: 900_000 } });
    expect(parse(`objectives: {rpo: 0s}`).told.join('')).toMatch(/no time at all/);
    expect(parse(`objectives: {rto: 1d}`).told.join('')).toMatch(/rto/);
  });

  it('are doubted where the schedule cannot keep them', () => {
    const schedule = `schedule: '17 2 * * *'\n`;

    expect(parse(`${schedule}objectives: {rpo: 25h}`).told).toEqual([]);
    expect(parse(`${schedule}objectives: {rpo: 24h}`).told).toEqual([
      expect.stringMatching(/^warning spec\.objectives\.rpo: is missed by every run/),
    ]);
  });
});
