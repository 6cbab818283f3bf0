/**
 * Measures things in turn, A B A B, so that whatever else the machine does strikes all of them
 * alike. Resolves to the measurements of each, by name, in the order of the rounds.
 */
export async function alternate<Name extends string>(
  rounds: number,
  measures: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(measures) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) measured[name].push(await measures[name]());
  }
  return measured;
}

/** `of` applied to the measurements of every round. */
export function byRound<Name extends string>(
  measured: Readonly<Record<Name, readonly number[]>>,
  of: (round: Readonly<Record<Name, number>>) => number,
): number[] {
  const names = Object.keys(measured) as Name[];
  const [first] = names;
  if (first === undefined) return [];
  return measured[first].map((_, round) => {
    const values = names.map((name) => [name, measured[name][round] as number]);
    return of(Object.fromEntries(values) as Record<Name, number>);
  });
}
