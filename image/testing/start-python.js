/** Run inside of a container, in /app: starts an interpreter and tells how that went. */
import { accessSync, constants, readdirSync } from 'node:fs';

const app = (module) => import(`/app/engines-wasm/${module}`);
const { pythonFolder } = await app('node/cache-folder.ts');
const { nodePython } = await app('node/node-python.ts');
const { SnapshotFiles } = await app('node/snapshot-files.ts');
const { createNodeSha256 } = await app('node/node-sha256.ts');
const { readLibrary } = await app('node/python-library.ts');
const { snapshotKey } = await app('python/snapshot-key.ts');

const folder = pythonFolder();
const files = new SnapshotFiles(folder, snapshotKey(await readLibrary(), createNodeSha256));
let threads = 0;
process.on('worker', () => threads++);
const interpreter = await nodePython({ cacheFolder: folder }).take();
process.stdout.write(
  JSON.stringify({
    snapshots: readdirSync(folder).length,
    isRead: (await files.read()) !== null,
    isWritable: canWrite(folder),
    threads,
  }),
);
await interpreter[Symbol.asyncDispose]();

function canWrite(place) {
  try {
    accessSync(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
