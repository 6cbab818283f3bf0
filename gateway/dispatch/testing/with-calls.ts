/** Something whose calls a test can watch, hold up or fail. */
type Calls = (name: string, call: () => Promise<unknown>) => Promise<unknown>;

/** The same, but `calls` decides what becomes of each call of a method. */
export function withCalls<T extends object>(target: T, calls: Calls): T {
  return new Proxy(target, {
    get: (_, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function' || typeof name === 'symbol') return value;
      return (...values: unknown[]): unknown =>
        calls(name, async () => (await value.apply(target, values)) as unknown);
    },
  });
}
