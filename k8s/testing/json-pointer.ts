/** What a JSON pointer leads to. Throws where there is nothing. */
export function valueAt(root: unknown, path: string): unknown {
  return keysOf(path).reduce((parent, key) => {
    if (typeof parent !== 'object' || parent === null || !(key in parent)) {
      throw new Error(`${path}: no ${key} is there.`);
    }
    return (parent as Record<string, unknown>)[key];
  }, root);
}

export function keysOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/'));
}
