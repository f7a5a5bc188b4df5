import * as fc from 'fast-check';

/**
 * The same cases in every run, so that what is green here is green everywhere. To look further, set `PROPERTY_RUNS` to how
 * many cases a property is asked, and `PROPERTY_SEED` to where they begin; a failure tells both of its own.
 */
fc.configureGlobal({
  seed: Number(process.env['PROPERTY_SEED'] ?? 20_261_121),
  numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100),
});

export { fc };
