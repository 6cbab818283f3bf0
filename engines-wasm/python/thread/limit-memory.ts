/** Python's memory grows no further than its limit: then Python raises MemoryError. */

const pageBytes = 65_536;

/** For every memory that this thread makes from now on: it makes Pyodide's only. */
export function limitMemory(limitBytes: number): void {
  const memories = WebAssembly.Memory.prototype;
  const grow: (this: WebAssembly.Memory, pages: number) => number = Reflect.get(memories, 'grow');
  memories.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * pageBytes > limitBytes) {
      throw new RangeError(`Python's memory may not exceed ${limitBytes} bytes`);
    }
    return grow.call(this, pages);
  };
}
