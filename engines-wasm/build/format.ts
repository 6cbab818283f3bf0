/** clang-format over the C++ sources: `node engines-wasm/build/format.ts [--check]`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceFolder } from './build-engines.ts';
import { runCommand } from './run-command.ts';
import { runScript, say } from './script.ts';

const folders = [
  sourceFolder,
  fileURLToPath(new URL('../../benchmarks/native', import.meta.url)),
] as const;

await runScript(async () => {
  if ((await runCommand('clang-format', ['--version'])).status !== 0) {
    say('The C++ sources are not formatted: clang-format is not installed.');
    return true;
  }
  const files = (await Promise.all(folders.map(cppFiles))).flat();
  if (files.length === 0) return true;
  const mode = process.argv.includes('--check') ? ['--dry-run', '-Werror'] : ['-i'];
  const { status, stderr } = await runCommand('clang-format', [...mode, ...files]);
  if (status !== 0) say(stderr.trimEnd());
  return status === 0;
});

async function cppFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => /\.(cpp|h)$/.test(name)).map((name) => join(folder, name));
}
