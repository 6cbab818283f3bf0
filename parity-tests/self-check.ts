/** Proof that the comparison can fail: a way that is wrong in one bit, and whether it was found there. */
import type { BitPlace } from './comparison/flip-bit.ts';
import { withFlippedBit } from './comparison/flip-bit.ts';
import type { Matrix } from './matrix.ts';
import type { Way } from './ways/way.ts';

export const selfCheckName = 'one-bit-flipped';

/** In the middle of the first hundred scenarios, the last bit of the mantissa. */
const place: BitPlace = { column: 'scenarios.npv', row: 41, bit: 0 };

/** `way` with this bit of every result the other way round. */
export function selfCheckWay(way: Way): Way {
  return {
    ...way,
    name: selfCheckName,
    about: `${way.name} with one bit of ${place.column} flipped`,
    open: async () => {
      const open = await way.open();
      return {
        value: async (model, signal) => withFlippedBit(await open.value(model, signal), place),
        [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
      };
    },
  };
}

/** What is wrong where the flipped bit, and nothing else of its way, was not found in every case. */
export function selfCheckProblem({ cells }: Matrix): string | null {
  const planted = cells.filter(({ wayName }) => wayName === selfCheckName);
  const missed = planted.filter(({ differences: [first, ...others] }) => {
    const isFound = first?.what === place.column && first.row === place.row + 1;
    return !isFound || others.length > 0;
  });
  if (planted.length > 0 && missed.length === 0) return null;
  const names = missed.map(({ caseName }) => caseName).join(', ');
  return `The self-check failed: a flipped bit of ${place.column} was not found in: ${names}.`;
}
