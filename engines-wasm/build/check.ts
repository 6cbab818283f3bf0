/**
 * Rebuilds every engine and compares it byte for byte with the committed one: `npm run check:engines`.
 * With `--built-in` only those of dist/, as the image needs, which has no examples and no tests.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildEngines, buildSideEngines, distFolder, rootFolder } from './build-engines.ts';
import { builtInEngines, sideEngines } from './engines.ts';
import { runScript, say } from './script.ts';

await runScript(async () => {
  const others = process.argv.includes('--built-in') ? [] : sideEngines;
  const rebuilt = await mkdtemp(join(tmpdir(), 'livecalc-check-'));
  try {
    const dist = relative(rootFolder, distFolder);
    if (others.length > 0) await buildSideEngines(rebuilt);
    await buildEngines(builtInEngines, join(rebuilt, dist));
    const files = [
      ...builtInEngines.map(({ name }) => join(dist, `${name}.wasm`)),
      join(dist, 'manifest.json'),
      ...others.map(({ wasm }) => wasm),
    ];
    const different = await differingFiles(files, rebuilt);
    for (const file of different) say(`${file} is not what its sources give.`);
    if (different.length > 0) say('Run `npm run build:engines` and commit what it wrote.');
    else say(`${files.length} committed files are what their sources give.`);
    return different.length === 0;
  } finally {
    await rm(rebuilt, { recursive: true, force: true });
  }
});

async function differingFiles(files: readonly string[], rebuilt: string): Promise<string[]> {
  const different: string[] = [];
  for (const file of files) {
    const found = await readFile(join(rootFolder, file)).catch(() => undefined);
    const isSame = found?.equals(await readFile(join(rebuilt, file))) ?? false;
    if (!isSame) different.push(file);
  }
  return different;
}
