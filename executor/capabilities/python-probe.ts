/** Whether Python engines can be run here, found out by starting an interpreter. */
import type { FoundPyodide } from '../../contracts/wire/capabilities.ts';
import { nodePython } from '../../engines-wasm/node/node-python.ts';
import { pyodideVersion } from '../../engines-wasm/python/pyodide-version.ts';

/** `cacheFolder` then holds a snapshot, where it can be written, so that later interpreters start sooner. */
export async function probePython(cacheFolder: string | null): Promise<FoundPyodide> {
  const runtime = nodePython({ cacheFolder });
  if (runtime === null) return null;
  await using _ = runtime;
  try {
    await using _interpreter = await runtime.take();
    return { version: pyodideVersion };
  } catch {
    // Why is told to whoever asks for a Python engine.
    return null;
  }
}
