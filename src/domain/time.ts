/** RFC 3339 in UTC, whole seconds, as Kubernetes and Velero write times: `2026-11-21T02:17:00Z`. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** The digits of a time in UTC, as backup names carry it: `20261121021700`. */
export function formatTimestamp(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(/[-T:]/g, '');
}
