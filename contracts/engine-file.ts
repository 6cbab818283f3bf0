/** An engine of the model's own, as the configuration names it. */
import { z } from 'zod';
import { fileReference } from './file-reference.ts';

const wheel = z.strictObject({
  file: fileReference,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits')
    .describe('of the file'),
});

/** A .wasm file or a .py module; a module may name the wheels that it imports. */
export const engineFileSchema = z.union([
  fileReference,
  z.strictObject({
    module: fileReference,
    wheels: z.array(wheel).default([]).describe('packages that the module imports'),
  }),
]);

export type EngineFile = z.infer<typeof engineFileSchema>;

/** The file with the engine's code. */
export function engineModule(engine: EngineFile): string {
  return typeof engine === 'string' ? engine : engine.module;
}

/** Every file that it is made of. */
export function engineFiles(engine: EngineFile): readonly string[] {
  if (typeof engine === 'string') return [engine];
  return [engine.module, ...engine.wheels.map(({ file }) => file)];
}
