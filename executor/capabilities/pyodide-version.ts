import { createRequire } from 'node:module';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });

/** The version of Pyodide that is installed, or null. */
export function pyodideVersion(): string | null {
  try {
    return packageSchema.parse(createRequire(import.meta.url)('pyodide/package.json')).version;
  } catch {
    // Not installed, or not to be read: Python engines cannot be run either way.
    return null;
  }
}
