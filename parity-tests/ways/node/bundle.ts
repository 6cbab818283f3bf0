/** The program as plain JavaScript for a Node older or newer than the project's. */
import { cp, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { entryBundle, pythonThreadBundle, threadBundle } from './bundle-names.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');

/** Writes the bundle into the folder, engines beside it, and returns the path of its entry. */
export async function bundleForNode(folder: string): Promise<string> {
  const code = path.join(folder, 'node');
  const entries = {
    [entryBundle]: 'parity-tests/ways/node/value-model.ts',
    [threadBundle]: 'runtime/node/thread-entry.ts',
    [pythonThreadBundle]: 'engines-wasm/node/python-thread-entry.ts',
  };
  for (const [name, source] of Object.entries(entries)) {
    await build({
      entryPoints: [path.join(root, source)],
      outfile: path.join(code, name),
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      // As modules, where a library has them: jsonc-parser's other form cannot be bundled.
      mainFields: ['module', 'main'],
      // Libraries that are not modules call `require` for what Node brings.
      banner: { js: requireBanner },
      logLevel: 'error',
    });
  }
  // Engines are looked for where they lie from engines-wasm/node.
  for (const name of ['dist', 'python']) {
    await cp(path.join(root, 'engines-wasm', name), path.join(folder, name), { recursive: true });
  }
  const packages = path.join(folder, 'node_modules');
  await mkdir(packages);
  await symlink(path.join(root, 'node_modules', 'pyodide'), path.join(packages, 'pyodide'));
  return path.join(code, entryBundle);
}

const requireBanner =
  "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);";
