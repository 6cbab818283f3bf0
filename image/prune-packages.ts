/**
 * Run while the image is built: `node image/prune-packages.ts node_modules` removes from packages what
 * no server of ours reads: declarations, source maps, sources, bundles for browsers. Every package.json stays,
 * so the list of packages is still right.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Files by their names. */
const unneededFiles = [
  /\.map$/,
  /\.(d\.)?[cm]?ts$/,
  /\.tsbuildinfo$/,
  /\.(md|markdown|flow)$/i,
  /^swagger-ui(-es-bundle(-core)?)?\.js$/,
];

/** Folders by the end of their path. */
const unneededFolders = [
  /\/dist\/(browser|react-native|workerd)$/,
  /\/dist-browser$/,
  /\/@azure\/(identity|storage-blob)\/dist\/commonjs$/,
  /\/@types\/[^/]+\/.+/,
  /\/(bare-[^/]+)\/prebuilds$/,
  /\/@azure\/msal-[^/]+\/(src|types)$/,
];

await prune(process.argv[2] ?? 'node_modules');

async function prune(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !isUnneeded(unneededFolders, path)) return await prune(path);
      if (entry.isDirectory() || isUnneeded(unneededFiles, entry.name)) {
        await rm(path, { recursive: true });
      }
    }),
  );
}

function isUnneeded(patterns: readonly RegExp[], name: string): boolean {
  return patterns.some((pattern) => pattern.test(name));
}
