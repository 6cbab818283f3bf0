/** The label `livecalc.engines`: `NAME@sha256:HASH` of every built-in engine, in the order of their names. */
export function engineHashes(
  engines: Readonly<Record<string, { readonly sha256: string }>>,
): string {
  return Object.keys(engines)
    .sort()
    .map((name) => `${name}@sha256:${engines[name]!.sha256}`)
    .join(' ');
}
