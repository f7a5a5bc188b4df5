'use strict';
/** What a command in a container needs of undici: loaded with the first one. */
exports.WebSocket = require('undici/lib/web/websocket/websocket.js').WebSocket;
