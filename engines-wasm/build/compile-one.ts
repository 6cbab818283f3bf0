/** Compiles an engine of one's own: `node engines-wasm/build/compile-one.ts SOURCE OUT STATIC_BASE`. */
import { sourceFolder } from './build-engines.ts';
import { compileEngine } from './compile.ts';
import { runScript, say } from './script.ts';

await runScript(async () => {
  const [source, out, staticBase] = process.argv.slice(2);
  if (source === undefined || out === undefined || !(Number(staticBase) > 0)) {
    say('Usage: node engines-wasm/build/compile-one.ts SOURCE OUT STATIC_BASE');
    say('SOURCE is a .cpp file or a folder of them; STATIC_BASE is in bytes, for example 8388608.');
    return false;
  }
  await compileEngine({ source, include: sourceFolder, out, staticBase: Number(staticBase) });
  return true;
});
