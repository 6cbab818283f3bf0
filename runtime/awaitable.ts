/** A promise that is settled from outside, and may be rejected while nobody waits for it. */
export function awaitable<T>(): PromiseWithResolvers<T> {
  const deferred = Promise.withResolvers<T>();
  deferred.promise.catch(() => {});
  return deferred;
}
