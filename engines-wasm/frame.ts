/** The memory one thread needs to call one engine: its stack, its call, its scratch. */
import type { EngineInfo } from '../contracts/engine-info.ts';
import { elementBytes } from '../contracts/table.ts';
import {
  callBytes,
  columnBytes,
  errorBytes,
  guardBytes,
  stackBytes,
  type CallAddresses,
} from './abi.ts';
import { axisShape, shapeSize, type AxisLengths } from './axes.ts';
import { parameterCount } from './parameters.ts';

/** Every column, frame and partial starts at a multiple of this (Arrow's alignment). */
export const alignmentBytes = 64;

export function align(bytes: number): number {
  return Math.ceil(bytes / alignmentBytes) * alignmentBytes;
}

/** Offsets from the frame's start; all are multiples of 64. */
export interface FrameLayout extends CallAddresses {
  /** The stack grows down from the top; the canary stands at the bottom. */
  readonly stackTop: number;
  readonly stackBottom: number;
  /** Null where the column is not needed. */
  readonly scratchColumns: readonly (number | null)[];
  readonly bytes: number;
}

/** Lays out a frame; every thread has one for every node. Throws ENGINE_INVALID as axisShape does. */
export function planFrame(
  info: EngineInfo,
  lengths: AxisLengths,
  isNeeded: (column: EngineInfo['scratch'][number]) => boolean,
): FrameLayout {
  let offset = 0;
  const take = (bytes: number): number => {
    const at = offset;
    offset += align(bytes);
    return at;
  };
  const outputs = info.outputs.flatMap((block) => block.columns).length;
  const inputs = info.inputs.flatMap((block) => block.columns).length;
  take(guardBytes);
  const stack = take(stackBytes);
  const call = take(callBytes);
  const parts = {
    stackTop: stack + stackBytes,
    stackBottom: stack,
    call,
    error: take(errorBytes),
    parameters: take(parameterCount(info) * 8),
    inputs: take(inputs * columnBytes),
    outputs: take(outputs * columnBytes),
    scratch: take(info.scratch.length * 4),
  };
  const scratchColumns = info.scratch.map((column) => {
    if (!isNeeded(column)) return null;
    const shape = axisShape(column.axes, lengths, `${info.name}, scratch ${column.name},`);
    const { length } = shapeSize(shape);
    return take(length * elementBytes[column.type]);
  });
  return { ...parts, scratchColumns, bytes: offset };
}
