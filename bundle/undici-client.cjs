'use strict';
/**
 * What Lifeboat itself uses of undici. Its own entry loads everything it has (fetch, WebSocket, mocks, caches), which
 * takes longer than all of Lifeboat; see `cold-start` in docs/benchmarks.md.
 */
const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');

Object.assign(Dispatcher.prototype, require('undici/lib/api/index.js'));

exports.Agent = require('undici/lib/dispatcher/agent.js');
exports.ProxyAgent = require('undici/lib/dispatcher/proxy-agent.js');
