'use strict';
/**
 * The bundle's code as V8 compiled it, kept in a file beside each chunk (`make-code.cjs` writes it). Node's own compile
 * cache (NODE_COMPILE_CACHE) is found again only by the same user on a processor with the same features, and holds
 * little more than what runs while a chunk is loaded: an image is built on one machine and runs on another, where this
 * one serves as well.
 */
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { Script } = require('node:vm');

/** As Node wraps CommonJS modules; columns of the first line are told without it. */
const HEAD = '(function (exports, require, module, __filename, __dirname) { ';

/** A file of the bundle as a script, which V8 need not compile where it takes `cachedData`. */
exports.compile = (filename, cachedData) => {
  const text = readFileSync(filename, 'utf8').replace(/^#!/, '//');
  return new Script(`${HEAD}${text}\n})`, { filename, columnOffset: -HEAD.length, cachedData });
};

/** The same with the code that is kept beside it, if any. What another Node compiled is refused and compiled anew. */
const compileWithCode = (filename) => exports.compile(filename, readCode(filename));

function readCode(filename) {
  try {
    return readFileSync(`${filename}.code`);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Loads the bundle's entry and, as they are required, the chunks beside it. The bundle is closed: a path leads to another
 * chunk, anything else to Node. No two files have one name, so nothing is looked for and no path resolved.
 */
exports.load = (entry, compile = compileWithCode) => {
  const modules = new Map();
  const [folder, entryName] = [path.dirname(entry), path.basename(entry)];
  const chunks = path.join(folder, 'chunks');
  const loadOnce = (name) => {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(name, module);
    const [dirname, filename] = name === entryName ? [folder, entry] : [chunks, `${chunks}${path.sep}${name}`];
    const run = compile(filename).runInThisContext();
    run.call(module.exports, module.exports, requireFrom, module, filename, dirname);
    return module.exports;
  };
  const requireFrom = (id) =>
    id.startsWith('.') ? loadOnce(id.slice(id.lastIndexOf('/') + 1)) : (process.getBuiltinModule(id) ?? require(id));
  return loadOnce(entryName);
};

/** The chunks below a folder and its entry that have code beside them, each with whether this Node takes it. */
exports.checkCode = (folder) =>
  exports
    .filesOf(folder)
    .filter((filename) => existsSync(`${filename}.code`))
    .map((filename) => ({ filename, isTaken: compileWithCode(filename).cachedDataRejected === false }));

/** The bundle's files in a folder. */
exports.filesOf = (folder) => {
  const chunks = readdirSync(path.join(folder, 'chunks')).filter((name) => name.endsWith('.cjs'));
  const sorted = chunks.toSorted((a, b) => (a < b ? -1 : 1));
  return [path.join(folder, 'lifeboat.cjs'), ...sorted.map((name) => path.join(folder, 'chunks', name))];
};
