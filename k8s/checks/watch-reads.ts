/** Tells which parts of a value a function never looked at. */

export interface WatchedValue {
  /** Behaves as the value does. */
  readonly value: unknown;
  /** Paths such as `/spec/replicas` of the keys never read, the outermost of each branch. */
  unread(): string[];
}

/** Watches a tree of objects and arrays, as JSON has them. */
export function watchReads(root: object): WatchedValue {
  const reads = new Map<object, Set<string>>();
  const watch = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const read = reads.get(value) ?? new Set();
    reads.set(value, read);
    return new Proxy(value, {
      get(target, key) {
        if (typeof key === 'string') read.add(key);
        return watch(Reflect.get(target, key));
      },
    });
  };
  const unreadIn = (value: unknown, path: string): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, child]) =>
      reads.get(value)?.has(key) ? unreadIn(child, `${path}/${key}`) : [`${path}/${key}`],
    );
  };
  return { value: watch(root), unread: () => unreadIn(root, '') };
}
