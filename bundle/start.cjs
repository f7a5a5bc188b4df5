'use strict';
/** Entry of the image: the bundle, loaded with the code that was compiled when the image was built. */
const path = require('node:path');
const { load } = require('./code-cache.cjs');

load(path.join(__dirname, 'lifeboat.cjs'));
