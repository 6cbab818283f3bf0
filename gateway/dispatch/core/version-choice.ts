/** On which version a job begins; it ends on the same (docs/job-states.md). */

/** The gateway's own where workers of it live, else the newest; null where none lives. */
export function versionFor(own: string, alive: ReadonlySet<string>): string | null {
  if (alive.has(own)) return own;
  return [...alive].sort(byVersion).at(-1) ?? null;
}

/** `0.10.0` comes after `0.9.1`. */
function byVersion(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
