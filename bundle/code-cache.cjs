'use strict';
/**
 * The bundle's code as V8 compiled it, kept in a file beside each chunk. Node's own compile cache (NODE_COMPILE_CACHE)
 * is found again only by the same user on a processor with the same features, and holds little more than what runs while
 * a chunk is loaded: an image is built on one machine and runs on another, where this one serves as well.
 */
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

/** As Node wraps CommonJS modules; columns of the first line are told without it. */
const HEAD = '(function (exports, require, module, __filename, __dirname) { ';

function compile(filename, cachedData) {
  const text = readFileSync(filename, 'utf8').replace(/^#!/, '//');
  return new Script(`${HEAD}${text}\n})`, { filename, columnOffset: -HEAD.length, cachedData });
}

function readCode(filename) {
  try {
    return readFileSync(`${filename}.code`);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Loads every `.cjs` that has compiled code with it. What another Node compiled is refused by V8 and compiled anew. */
exports.useCode = () => {
  const load = require.extensions['.js'];
  require.extensions['.cjs'] = (module, filename) => {
    const code = readCode(filename);
    if (code === undefined) return load(module, filename);
    const run = compile(filename, code).runInThisContext();
    return run.call(module.exports, module.exports, createRequire(filename), module, filename, path.dirname(filename));
  };
};

/** The files below a folder whose compiled code is there, each with whether this Node takes it. */
exports.checkCode = (folder) =>
  filesBelow(folder, '.cjs.code').map((name) => {
    const filename = path.join(folder, name.replace(/\.code$/, ''));
    return { filename, isTaken: compile(filename, readCode(filename)).cachedDataRejected === false };
  });

/**
 * Writes the compiled code of every `.cjs` below a folder. All functions are compiled, not only those that run: what is
 * written depends on nothing but the files and this Node, if that runs with `--random-seed`.
 */
exports.makeCode = (folder) => {
  setFlagsFromString('--no-lazy');
  setFlagsFromString('--no-flush-bytecode');
  const files = filesBelow(folder, '.cjs').map((name) => path.join(folder, name));
  const scripts = files.map((filename) => compile(filename));
  // Code is taken only under the flags under which it was written down.
  setFlagsFromString('--lazy');
  setFlagsFromString('--flush-bytecode');
  for (const [index, script] of scripts.entries()) writeFileSync(`${files[index]}.code`, script.createCachedData());
};

function filesBelow(folder, ending) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .toSorted((a, b) => (a < b ? -1 : 1));
}
