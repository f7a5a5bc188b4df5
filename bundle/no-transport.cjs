'use strict';
/** Stands for pino's transport.js, which loads worker threads: our logger writes by itself. */
module.exports = () => {
  throw new Error('No transport of pino is part of the bundle');
};
