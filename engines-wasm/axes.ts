/** Lengths of columns from their declared axes. */
import { LiveCalcError } from '../contracts/errors.ts';
import type { RunAxes } from '../contracts/engine.ts';
import { scenariosPerTile } from '../contracts/units.ts';

/** Lengths by axis name: the run's, and those an engine's own inputs give. */
export type AxisLengths = ReadonlyMap<string, number>;

/** The run's axes, with `tile` = tiles of 64 scenarios. */
export function runAxisLengths(axes: RunAxes): Map<string, number> {
  return new Map([
    ['row', axes.row],
    ['member', axes.member],
    ['scenario', axes.scenario],
    ['tile', Math.ceil(axes.scenario / scenariosPerTile)],
    ['time', axes.time],
    ['group', axes.group],
  ]);
}

/**
 * Length of each axis. Throws ENGINE_INVALID for an axis whose length nothing gives.
 */
export function axisShape(
  axes: readonly (string | number)[],
  lengths: AxisLengths,
  owner: string,
): number[] {
  return axes.map((axis) => {
    const length = typeof axis === 'number' ? axis : lengths.get(axis);
    if (length === undefined) {
      throw new LiveCalcError(
        'ENGINE_INVALID',
        `${owner} declares the axis "${axis}", and no input that is there gives its length. Use ` +
          `row, member, scenario, tile, time, group, a number, or an axis of one of the inputs; ` +
          `where that input is optional, say with "when" or "for" when the column is computed.`,
        { found: String(axis) },
      );
    }
    return length;
  });
}

/** Number of elements, and elements per step along the first axis. */
export function shapeSize(shape: readonly number[]): { length: number; stride: number } {
  const stride = shape.slice(1).reduce((product, length) => product * length, 1);
  return { length: (shape[0] ?? 1) * stride, stride };
}
