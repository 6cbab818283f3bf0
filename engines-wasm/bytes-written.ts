/** How many bytes of output a call of an engine writes, by the axes it declares. */
import type { BusColumn } from '../contracts/engine.ts';
import type { EngineOutputColumn } from '../contracts/engine-info.ts';
import { elementBytes } from '../contracts/table.ts';
import { scenariosPerTile } from '../contracts/units.ts';

/**
 * Bytes in the columns that `stage` writes for a unit of `steps` along its axis: the unit's slice
 * of concatenated columns, and the whole of the others. `columns` are in declared order, null where
 * nobody asked.
 */
export function bytesWritten(
  declared: readonly EngineOutputColumn[],
  stage: string,
  columns: readonly (BusColumn | null)[],
  steps: number,
): number {
  let bytes = 0;
  for (let index = 0; index < declared.length; index++) {
    const { type, axes, combine, stage: writer } = declared[index]!;
    const column = columns[index] ?? null;
    if (column === null || writer !== stage) continue;
    const slice = axes[0] === 'tile' ? Math.ceil(steps / scenariosPerTile) : steps;
    bytes += (combine === 'concat' ? slice * column.stride : column.length) * elementBytes[type];
  }
  return bytes;
}
