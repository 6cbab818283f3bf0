/** The one copy each way between a column on the bus and its place in Python's memory. */
import type { PyBuffer, PyProxy } from 'pyodide/ffi';
import { elementBytes } from '../../../contracts/table.ts';
import type { BoundBlock } from '../interpreter.ts';

export interface Copied {
  readonly bytes: number;
  readonly columns: number;
}

/** A Python list of byte buffers, one for each column, in the columns' order. */
export type Places = PyProxy & { get(index: number): PyBuffer };

/** Copies each column once and lets go of the list. Throws RangeError where one is not in the memory. */
export function copyColumns(
  memory: WebAssembly.Memory,
  blocks: readonly BoundBlock[],
  places: Places,
  direction: 'in' | 'out',
): Copied {
  let bytes = 0;
  const columns = blocks.flatMap((block) => block.columns);
  columns.forEach(({ address, length, type }, index) => {
    const onBus = new Uint8Array(memory.buffer, address, length * elementBytes[type]);
    const place = places.get(index);
    const buffer = place.getBuffer('u8');
    try {
      const inPython = buffer.data as Uint8Array;
      if (direction === 'in') inPython.set(onBus);
      else onBus.set(inPython);
      bytes += onBus.length;
    } finally {
      buffer.release();
      place.destroy();
    }
  });
  places.destroy();
  return { bytes, columns: columns.length };
}
