'use strict';
/** Entry of the image: the bundle, loaded with the code that was compiled when the image was built. */
require('./code-cache.cjs').useCode();
require('./lifeboat.cjs');
