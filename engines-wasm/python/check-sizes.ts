/** What a call binds must fit together before anything is copied. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { PythonCall } from './interpreter.ts';

/** Throws INPUT_SIZE_MISMATCH where a column's shape does not hold its elements. */
export function checkSizes(name: string, call: PythonCall): void {
  for (const block of [...call.inputs, ...call.outputs]) {
    for (const column of block.columns) {
      const elements = column.shape.reduce((product, length) => product * length, 1);
      if (elements === column.length) continue;
      throw new LiveCalcError(
        'INPUT_SIZE_MISMATCH',
        `Engine python://${name} declares ${block.name}.${column.name} as ` +
          `[${column.shape.join(' x ')}], which is ${elements} values; the block on the bus has ` +
          `${column.length}. The block must come from a node with the same axes.`,
        {
          engine: `python://${name}`,
          column: `${block.name}.${column.name}`,
          found: `${column.length} values`,
          expected: `${elements} values`,
        },
      );
    }
  }
}
