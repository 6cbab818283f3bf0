/** Where engines come from: files, a package, a server. */
import type { PythonModule } from './python/interpreter.ts';

export interface EngineSource {
  /** Names of the WebAssembly engines there are. */
  names(): readonly string[];
  /** Names of the Python engines there are. */
  pythonNames(): readonly string[];
  /** The Python module of that name. Throws ENGINE_NOT_FOUND naming the engines there are. */
  python(name: string): Promise<PythonModule>;
  /** The WebAssembly module's bytes. Throws ENGINE_NOT_FOUND naming the engines there are. */
  load(name: string): Promise<Uint8Array<ArrayBuffer>>;
}
