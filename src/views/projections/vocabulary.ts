/** The systems in whose words runs and backups can be told. */
export const VOCABULARIES = ['velero', 'astra', 'cloudera', 'storware'] as const;

/** One of them. */
export type Vocabulary = (typeof VOCABULARIES)[number];
