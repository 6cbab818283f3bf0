/** Memories that engines shared are large, and held until somebody looks for what is garbage. */
export function collectGarbage(): void {
  setImmediate(() => globalThis.gc?.());
}
