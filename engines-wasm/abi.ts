/**
 * The native boundary: everything that knows how cpp/abi/livecalc_engine.h lies in memory.
 *
 * Rules
 *  1. Addresses are byte offsets into the run's one memory. The header's offsets are repeated here
 *     once and nowhere else.
 *  2. All that a call reads lies in the calling thread's frame (frame.ts) or in bus blocks; no two
 *     threads share a frame.
 *  3. A module that has trapped is not called again: its stack pointer is where the trap left it.
 *  4. Errors cross as {code, message, row, scenario, column} and become LiveCalcError in
 *     wasm-engine.ts, at one place.
 */
import type { BusColumn, Chunk, RunAxes } from '../contracts/engine.ts';

export const abiVersion = 1;

/** What an engine module exports. */
export interface EngineExports {
  readonly lc_abi_version: () => number;
  readonly lc_describe: () => number;
  readonly lc_map: (call: number) => number;
  readonly lc_finalize: (call: number) => number;
  readonly __stack_pointer: WebAssembly.Global<'i32'>;
  readonly __global_base: WebAssembly.Global<'i32'>;
  readonly __heap_base: WebAssembly.Global<'i32'>;
}

/** Bytes of a thread's stack, per engine. */
export const stackBytes = 128 * 1024;
export const callBytes = 64;
export const errorBytes = 256;
export const columnBytes = 12;

/** Bytes below a stack that nobody uses, so that an overflow is found before it does harm. */
export const guardBytes = 64 * 1024;
/** Stands at the far end of every stack; gone when a call has used more than there is. */
export const stackCanary = 0x5afe57ac;

/** Status codes the runtime understands; an engine's own start at 100. */
export const engineStatus = { ok: 0, numerical: 1, parameter: 2, input: 3 } as const;

const none = 0xffffffff;
const messageOffset = 16;

/** Addresses of the parts of a call that do not change between calls. */
export interface CallAddresses {
  readonly call: number;
  readonly parameters: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly scratch: number;
  readonly error: number;
}

/** Writes the parts of `lc_call` that stay the same for a whole run. */
export function writeCallFrame(view: DataView, at: CallAddresses, axes: RunAxes): void {
  const { call } = at;
  view.setUint32(call, callBytes, true);
  view.setUint32(call + 24, axes.row, true);
  view.setUint32(call + 28, axes.scenario, true);
  view.setUint32(call + 32, axes.time, true);
  view.setUint32(call + 36, axes.group, true);
  view.setUint32(call + 40, axes.stepsPerYear, true);
  view.setUint32(call + 44, at.parameters, true);
  view.setUint32(call + 48, at.inputs, true);
  view.setUint32(call + 52, at.outputs, true);
  view.setUint32(call + 56, at.scratch, true);
  view.setUint32(call + 60, at.error, true);
}

/** Writes the unit that the next call maps. */
export function writeChunk(view: DataView, call: number, chunk: Chunk): void {
  view.setUint32(call + 4, chunk.stage, true);
  view.setUint32(call + 8, chunk.begin, true);
  view.setUint32(call + 12, chunk.end, true);
  view.setUint32(call + 16, chunk.scenarioBegin, true);
  view.setUint32(call + 20, chunk.scenarioEnd, true);
}

/** Writes an array of `lc_column`; null becomes a column with a null pointer. */
export function writeColumns(
  view: DataView,
  address: number,
  columns: readonly (BusColumn | null)[],
): void {
  columns.forEach((column, index) => {
    const at = address + index * columnBytes;
    view.setUint32(at, column?.address ?? 0, true);
    view.setUint32(at + 4, column?.length ?? 0, true);
    view.setUint32(at + 8, column?.stride ?? 0, true);
  });
}

export interface EngineError {
  readonly code: number;
  readonly message: string;
  /** Indices along the axes, or null. */
  readonly row: number | null;
  readonly scenario: number | null;
  /** Index of the input column in declared order, or null. */
  readonly column: number | null;
}

/** Reads `lc_error`. */
export function readError(memory: WebAssembly.Memory, address: number): EngineError {
  const view = new DataView(memory.buffer, address, errorBytes);
  const index = (offset: number): number | null => {
    const value = view.getUint32(offset, true);
    return value === none ? null : value;
  };
  return {
    code: view.getInt32(0, true),
    row: index(4),
    scenario: index(8),
    column: index(12),
    message: readText(memory, address + messageOffset, errorBytes - messageOffset),
  };
}

/** Reads UTF-8 up to a NUL, at most `limitBytes`. */
export function readText(memory: WebAssembly.Memory, address: number, limitBytes: number): string {
  const available = Math.max(0, Math.min(limitBytes, memory.buffer.byteLength - address));
  // Copied, because TextDecoder refuses shared memory.
  const bytes = new Uint8Array(memory.buffer, address, available).slice();
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
