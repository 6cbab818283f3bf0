/**
 * Builds the engines into dist/: `npm run build:engines`, or `node engines-wasm/build/build.ts NAME`
 * for one of them.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import { buildEngines, buildSideEngines, distFolder, rootFolder } from './build-engines.ts';
import { builtInEngines, type BuiltInEngine } from './engines.ts';
import { readManifest } from './manifest.ts';
import { runScript, say } from './script.ts';

await runScript(async () => {
  const engines = chosenEngines(process.argv.slice(2));
  const known = (await readManifest(distFolder))?.engines ?? {};
  await buildEngines(engines, distFolder, known);
  if (engines === builtInEngines) await buildSideEngines(rootFolder);
  const built = (await readManifest(distFolder))!.engines;
  for (const { name } of engines) {
    const { sizeBytes, sha256 } = built[name]!;
    say(`${name}.wasm ${sizeBytes} bytes, sha256 ${sha256}`);
  }
  return true;
});

function chosenEngines(names: readonly string[]): readonly BuiltInEngine[] {
  if (names.length === 0) return builtInEngines;
  return names.map((name) => {
    const engine = builtInEngines.find((it) => it.name === name);
    if (engine !== undefined) return engine;
    const expected = builtInEngines.map((it) => it.name).join(', ');
    throw new LiveCalcError(
      'ENGINE_NOT_FOUND',
      `There is no built-in engine "${name}"; there are: ${expected}.`,
      { found: name, expected },
    );
  });
}
