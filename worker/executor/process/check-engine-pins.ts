import { LiveCalcError } from '../../../contracts/errors.ts';
import type { CreateSha256 } from '../../../contracts/sha256.ts';
import type { EngineSource } from '../../../engines-wasm/engine-source.ts';
import { engineSha256 } from '../../../runtime/pipeline/load-engines.ts';
import { runtimeVersion } from '../../../runtime/version.ts';

/** Throws ENGINE_MISMATCH where a built-in engine is not the one that the model was made for. */
export async function checkEnginePins(
  pins: Readonly<Record<string, string>>,
  builtIn: EngineSource,
  createSha256: CreateSha256,
): Promise<void> {
  for (const [name, expected] of Object.entries(pins)) {
    const found = builtIn.names().includes(name)
      ? await engineSha256(name, builtIn, createSha256)
      : 'no engine of that name';
    if (found !== expected) throw mismatch(name, found, expected);
  }
}

function mismatch(name: string, found: string, expected: string): LiveCalcError {
  const message =
    `The model was made for the engine "${name}" with SHA-256 ${expected}; here, in LiveCalc ` +
    `${runtimeVersion}, there is ${found}. Run it where that engine is, or make the package again ` +
    'with this version, which may change the numbers.';
  return new LiveCalcError('ENGINE_MISMATCH', message, { node: name, found, expected });
}
