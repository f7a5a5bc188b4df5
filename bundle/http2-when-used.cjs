'use strict';
/** Stands for undici's client-h2.js, which loads `node:http2` at once: it is loaded when a server chose HTTP/2. */
module.exports = (client, socket) => require('undici/lib/dispatcher/client-h2.js')(client, socket);
