/** Credentials in an `Authorization` header, which errors of clients may quote; whoever brought them need not be known. */
const AUTHORIZATION = /\b(Bearer|Basic)\s+[-\w.~+/]{16,}=*/g;

/** Values that must never be shown, and the replacement for them: known once, replaced in every line that leaves. */
export class Redactor {
  readonly #secrets = new Set<string>();

  /** Registers a secret; short ones are ignored, because replacing them would garble ordinary words. */
  add(secret: string | undefined): void {
    if (secret === undefined || secret.length < 8) return;
    this.#secrets.add(secret);
    this.#secrets.add(encodeURIComponent(secret));
    this.#secrets.add(Buffer.from(secret).toString('base64'));
  }

  redact(text: string): string {
    let shown = text;
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, '[redacted]');
    return shown.replace(AUTHORIZATION, '$1 [redacted]');
  }
}
