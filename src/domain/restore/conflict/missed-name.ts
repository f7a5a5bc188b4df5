/**
 * How admission and validation name an object that what is written needs: `serviceaccount "brewer" not found`, and for
 * priorities `no PriorityClass with name tea was found` (Kubernetes: `plugin/pkg/admission`).
 */
const MISSED = /"([^"\s]+)" not found|no PriorityClass with name (\S+) was found/;

/** The name of the object for want of which a write was refused; undefined where the refusal is about something else. */
export function missedName(message: string): string | undefined {
  const match = MISSED.exec(message);
  return match?.[1] ?? match?.[2];
}
