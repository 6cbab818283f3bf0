/** Kubernetes' quantities: `4Gi`, `1000m`, `2`. */
const factors: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/** Bytes of memory and disk, cores of CPU; NaN for what is missing or not a quantity. */
export function parseQuantity(quantity: string | number | undefined): number {
  const parts = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(String(quantity));
  return parts === null ? NaN : Number(parts[1]) * (factors[parts[2] ?? ''] ?? NaN);
}

/** MiB of memory or disk. */
export function parseMib(quantity: string | number | undefined): number {
  return parseQuantity(quantity) / 2 ** 20;
}
