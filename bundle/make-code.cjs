'use strict';
/**
 * `node --random-seed=1 make-code.cjs`: writes the compiled code of the bundle that lies beside this file. Kept are the
 * functions that a backup into S3 needs up to its first request, found by starting one against a server of our own.
 * Under a fixed seed the same bundle and Node give the same bytes: nothing that happens up to then depends on time.
 * Other chunks get none: while all of them are compiled garbage is collected, nobody knows when, and it shows.
 */
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { compile, load } = require('./code-cache.cjs');

const APP = __dirname;
const scripts = new Map();
const compileAndKeep = (filename) => {
  const script = compile(withHash(filename));
  scripts.set(filename, script);
  return script;
};

/** The same string, as the name of a property: V8 writes a string's hash down where it has one, and these always have. */
function withHash(text) {
  return Object.keys({ [text]: true })[0];
}

const folder = mkdtempSync(path.join(tmpdir(), 'make-code-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
// What was compiled and has not run for a while would be thrown away.
setFlagsFromString('--no-flush-bytecode');
const server = createServer(writeCode).listen(0, '127.0.0.1', startBackup);

function startBackup() {
  const kubeconfig = path.join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigFor(`http://127.0.0.1:${server.address().port}`));
  const target = ['--to=s3://bucket/prefix', '--s3-endpoint=http://127.0.0.1:1', '--s3-region=us-east-1'];
  process.argv = [process.argv[0], path.join(APP, 'start.cjs'), 'backup', `--kubeconfig=${kubeconfig}`, ...target];
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' });
  load(path.join(APP, 'lifeboat.cjs'), compileAndKeep);
}

function kubeconfigFor(url) {
  return `apiVersion: v1
kind: Config
current-context: own
contexts: [{name: own, context: {cluster: own, user: own}}]
clusters: [{name: own, cluster: {server: "${url}"}}]
users: [{name: own, user: {token: token}}]
`;
}

/** At the first request; a backup that never makes one has ended with an exit code of its own. */
function writeCode() {
  // Code is taken only under the flags under which it is written down.
  setFlagsFromString('--flush-bytecode');
  for (const [filename, script] of scripts) writeFileSync(`${filename}.code`, script.createCachedData());
  process.exit(0);
}
