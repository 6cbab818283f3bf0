/** Puts a module on a run's memory. What a pool's thread needs of a loader, and no more. */
import { LiveCalcError } from '../contracts/errors.ts';
import type { EngineExports } from './abi.ts';

/** Instantiates a module on a run's memory. Throws ENGINE_INVALID. */
export function instantiateEngine(
  name: string,
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): EngineExports {
  try {
    const instance = new WebAssembly.Instance(module, { env: { memory } });
    return instance.exports as unknown as EngineExports;
  } catch (error) {
    throw invalidEngine(name, `it cannot be instantiated: ${String(error)}`, error);
  }
}

/** Says which rule of the ABI a module breaks. */
export function invalidEngine(name: string, what: string, cause?: unknown): LiveCalcError {
  return new LiveCalcError(
    'ENGINE_INVALID',
    `Engine "${name}" cannot be used: ${what}. docs/engine-abi.md says what an engine must be.`,
    { node: name },
    cause,
  );
}
