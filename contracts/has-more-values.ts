/**
 * Whether a JSON value holds more than `most` values, itself and everything inside it counted; a list under
 * the key `except` counts as one. Looks no further than it must: what checks a value against a schema keeps
 * an error for each that is wrong, which takes a hundred times the value's own memory.
 */
export function hasMoreValues(value: unknown, most: number, except?: string): boolean {
  const open = [value];
  let count = 1;
  while (open.length > 0 && count <= most) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    count += Array.isArray(next) ? next.length : Object.keys(next).length;
    if (count > most) break;
    for (const [key, child] of Object.entries(next)) {
      if (key !== except || !Array.isArray(child)) open.push(child);
    }
  }
  return count > most;
}
