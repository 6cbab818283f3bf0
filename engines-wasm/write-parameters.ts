import type { EngineConfig } from '../contracts/engine.ts';
import type { EngineInfo } from '../contracts/engine-info.ts';
import type { FrameLayout } from './frame.ts';
import { flattenConfig } from './parameters.ts';

/** A node's config into a thread's frame, where the engine reads it at its next call. */
export function writeParameters(
  buffer: ArrayBufferLike,
  { info, frame }: { readonly info: EngineInfo; readonly frame: Pick<FrameLayout, 'parameters'> },
  frameAddress: number,
  config: EngineConfig,
): void {
  const values = flattenConfig(info, config);
  new Float64Array(buffer, frameAddress + frame.parameters, values.length).set(values);
}
