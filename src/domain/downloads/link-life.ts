/** The longest life of a link that Signature Version 4 allows: seven days, in milliseconds. */
export const LINK_LIFE_LARGEST_MS = 604_800_000;
