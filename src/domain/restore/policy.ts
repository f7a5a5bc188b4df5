/** What a `RestorePolicy` document says, with every default in place; validated now, acted on by restore runs. */
export interface RestorePolicy {
  readonly kind: 'RestorePolicy';
  readonly name: string;
  readonly storageLocation: string;
  readonly mode: 'Plan' | 'Apply';
  readonly timeoutMs: number | undefined;
  /** Velero's RestoreSpec as written, with Velero's defaults. */
  readonly veleroSpec: Readonly<Record<string, unknown>>;
}
