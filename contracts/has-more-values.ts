/**
 * Whether a JSON value holds more than `most` values, itself and everything inside it counted; a list under
 * the key `except` counts as one. Looks no further than it must: what checks a value against a schema keeps
 * an error for each that is wrong, which takes a hundred times the value's own memory.
 */
export function hasMoreValues(value: unknown, most: number, except?: string): boolean {
  const open: object[] = [];
  let count = 0;
  const countIn = (one: unknown): void => {
    count++;
    if (typeof one === 'object' && one !== null) open.push(one);
  };
  countIn(value);
  for (let next = open.pop(); next !== undefined && count <= most; next = open.pop()) {
    const keys = Array.isArray(next) ? next.length : Object.keys(next).length;
    if (count + keys > most) return true;
    for (const [key, child] of Object.entries(next)) {
      countIn(key === except && Array.isArray(child) ? null : child);
    }
  }
  return count > most;
}
