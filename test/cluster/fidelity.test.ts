import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProgramOutcome, runProgram } from '../support/cluster/run-program.ts';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { readArchive } from '../support/fidelity.ts';
import { type Recorder, startRecorder } from '../support/fidelity-recorder.ts';
import { type Loaded, loadSnapshot } from '../support/fidelity-snapshot.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

describe('a backup of a cluster of nearly every kind, which nothing changes meanwhile', () => {
  let rig: ClusterRig;
  let recorder: Recorder;
  let loaded: Loaded;
  let backup: ProgramOutcome;
  /** Every file of the archive, by its path. */
  let archive: Map<string, string>;

  beforeAll(async () => {
    rig = await startClusterRig({ controllers: false });
    loaded = await loadSnapshot(rig);
    recorder = await startRecorder(rig);
    const kubeconfig = join(rig.stateDirectory, 'recorded.kubeconfig');
    writeFileSync(kubeconfig, recorder.kubeconfig);
    const [root, all] = [join(rig.stateDirectory, 'location'), '--include-cluster-resources'];
    const flags = [`--to=${root}`, '--name=everything', all, `--kubeconfig=${kubeconfig}`, '--log-level=error'];
    backup = await runProgram(process.execPath, [MAIN, 'backup', ...flags]);
    archive = await readArchive(join(root, 'backups/everything/everything.tar.gz'));
  });
  afterAll(async () => {
    await recorder?.[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
  });

  it('finds all that was recorded of the golden cluster, but for what the server keeps to itself', () => {
    const { created, refused } = loaded;

    expect(refused).toEqual([expect.stringContaining('/services kubernetes: Service "kubernetes" is invalid')]);
    expect(created.length).toBeGreaterThan(180);
    expect(backup).toMatchObject({ code: 0, stderr: '' });
  });

  it('keeps every object as the very bytes of the list it came in, twice', () => {
    const mainCopies = [...archive].filter(
      ([path]) => path.startsWith('resources/') && !path.includes('-preferredversion/'),
    );

    const differing = mainCopies.flatMap(([path, content]) => {
      const wire = recorder.items.get(path)?.find(({ stored }) => stored === content);
      if (wire === undefined) return `${path} is not what came over the wire`;
      return archive.get(wire.versionedPath) === content ? [] : `${wire.versionedPath} is another copy`;
    });

    expect(differing).toEqual([]);
    expect(mainCopies.length).toBeGreaterThan(300);
    expect(archive.size).toBe(2 * mainCopies.length + 1); // and metadata/version
  });

  it('leaves out nothing but the namespace whose label asks for it', () => {
    const missing = [...recorder.items.keys()].filter((path) => !archive.has(path));

    expect(missing.toSorted()).toEqual([
      'resources/configmaps/namespaces/gamma/here.json',
      'resources/configmaps/namespaces/gamma/kube-root-ca.crt.json',
      'resources/namespaces/cluster/gamma.json',
      'resources/serviceaccounts/namespaces/gamma/default.json',
    ]);
  });

  it('puts nothing but apiVersion and kind in front of built-in objects, and nothing before custom ones', () => {
    const [deployment] = recorder.items.get('resources/deployments.apps/namespaces/alpha/web.json') ?? [];
    const [widget] = recorder.items.get('resources/widgets.example.com/namespaces/alpha/numbers.json') ?? [];

    const stored = [deployment, widget].map((wire) => archive.get(wire?.path ?? ''));

    expect(stored).toEqual([
      `{"apiVersion":"apps/v1","kind":"Deployment",${deployment?.slice.slice(1)}`,
      widget?.slice,
    ]);
  });

  it.each([
    ['integers beyond 2^53', 'widgets.example.com/namespaces/alpha/numbers', '"size":9007199254740993'],
    ['the largest integer', 'widgets.example.com/namespaces/alpha/numbers', '"max":9223372036854775807'],
    ['the smallest one', 'widgets.example.com/namespaces/alpha/numbers', '"min":-9223372036854775808'],
    ['keys that JavaScript knows better', 'widgets.example.com/namespaces/alpha/shapes', '"__proto__":{"x":1}'],
    ['null and empty values', 'widgets.example.com/namespaces/alpha/shapes', '"nothing":null'],
    [
      "Go's own escapes",
      'widgets.example.com/namespaces/alpha/shapes',
      String.raw`"text":"\u003c\u0026\u003e\u2028ü😀"`,
    ],
    [
      'names with colons and capitals',
      'clusterroles.rbac.authorization.k8s.io/cluster/MyApp:Admin',
      '"name":"MyApp:Admin"',
    ],
  ])('keeps %s', (_what, item, literal) => {
    const stored = archive.get(`resources/${item}.json`);

    expect(stored).toContain(literal);
  });
});
