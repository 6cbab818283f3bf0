/** Rebuilds every engine and compares it byte for byte with dist/: `npm run check:engines`. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildEngines, distFolder } from './build-engines.ts';
import { builtInEngines } from './engines.ts';
import { runScript, say } from './script.ts';

await runScript(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'livecalc-check-'));
  try {
    await buildEngines(builtInEngines, folder);
    const files = [...builtInEngines.map(({ name }) => `${name}.wasm`), 'manifest.json'];
    const different = await differingFiles(files, folder);
    for (const file of different) say(`engines-wasm/dist/${file} is not what its sources give.`);
    if (different.length > 0) say('Run `npm run build:engines` and commit engines-wasm/dist.');
    else say(`${files.length} files of engines-wasm/dist are what their sources give.`);
    return different.length === 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function differingFiles(files: readonly string[], folder: string): Promise<string[]> {
  const different: string[] = [];
  for (const file of files) {
    const rebuilt = await readFile(join(folder, file));
    const committed = await readFile(join(distFolder, file)).catch(() => undefined);
    if (committed === undefined || !rebuilt.equals(committed)) different.push(file);
  }
  return different;
}
