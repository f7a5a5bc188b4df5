import packageJson from '../../package.json' with { type: 'json' };

/** Lifeboat's version, as results, manifests and `lifeboat version` say it. */
export const VERSION: string = packageJson.version;
