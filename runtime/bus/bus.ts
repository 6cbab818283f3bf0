/** The run's one shared memory, with the blocks that the layout planned. */
import type { BusColumn } from '../../contracts/engine.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { NumericArray, NumericType } from '../../contracts/table.ts';
import type { BusLayout } from './layout.ts';

const pageBytes = 65_536;
/** wasm32 addresses 4 GiB. */
const addressableBytes = 4 * 1024 ** 3;
const mebibyte = 1024 ** 2;

export interface MemoryLimits {
  /** `execution.memoryMb` in bytes. */
  readonly runBytes: number;
  readonly machineBytes: number;
}

/** Throws MEMORY_LIMIT_EXCEEDED with the figure, before anything is allocated. */
export function checkMemory(neededBytes: number, limits: MemoryLimits): void {
  const candidates = [
    { bytes: limits.runBytes, what: 'execution.memoryMb' },
    { bytes: limits.machineBytes, what: 'what this machine has' },
    { bytes: addressableBytes, what: 'what WebAssembly can address' },
  ];
  const limit = candidates.reduce((least, next) => (next.bytes < least.bytes ? next : least));
  if (neededBytes <= limit.bytes) return;
  const figure = (bytes: number): string =>
    `${Math.ceil(bytes / mebibyte).toLocaleString('en')} MiB`;
  throw new LiveCalcError(
    'MEMORY_LIMIT_EXCEEDED',
    `The run needs ${figure(neededBytes)} of shared memory; ${limit.what} allows ` +
      `${figure(limit.bytes)}. Ask for fewer scenarios or policies, or raise the limit.`,
    { found: figure(neededBytes), expected: `at most ${figure(limit.bytes)}` },
  );
}

export class Bus {
  readonly memory: WebAssembly.Memory;
  readonly #layout: BusLayout;

  /** `memory` is as large as the layout needs. Throws as createMemory does. */
  constructor(layout: BusLayout, memory: WebAssembly.Memory = createMemory(layout)) {
    this.#layout = layout;
    this.memory = memory;
  }

  /** A column in place. */
  view(column: BusColumn & { readonly type: NumericType }): NumericArray {
    return columnView(this.memory.buffer, column.type, column.address, column.length);
  }

  /**
   * Fills every block from an address on with zeros; static regions, stacks and calls keep what
   * they hold.
   */
  zero(from = 0): void {
    for (const { address, bytes, columns } of this.#layout.regions) {
      if (columns.length === 0 || address < from) continue;
      new Uint8Array(this.memory.buffer, address, bytes).fill(0);
    }
  }
}

/** Throws MEMORY_ALLOCATION_FAILED where the machine refuses what the limits allowed. */
export function createMemory(layout: BusLayout): WebAssembly.Memory {
  const pages = Math.ceil(layout.end / pageBytes);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (error) {
    throw new LiveCalcError(
      'MEMORY_ALLOCATION_FAILED',
      `This machine refused ${Math.ceil(layout.end / mebibyte)} MiB of shared memory for the run.`,
      { found: `${layout.end} bytes` },
      error,
    );
  }
}

/** A typed view of part of a buffer. */
export function columnView(
  buffer: ArrayBufferLike,
  type: NumericType,
  address: number,
  length: number,
): NumericArray {
  if (type === 'f64') return new Float64Array(buffer, address, length);
  if (type === 'u32') return new Uint32Array(buffer, address, length);
  return new Int32Array(buffer, address, length);
}
