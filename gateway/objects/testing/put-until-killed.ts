/** Puts objects into the folder of its argument until somebody ends it; writes a line after the third. */
import { openFolderObjects } from '../folder-objects.ts';

const store = await openFolderObjects({ folder: process.argv[2]!, maxBytes: 2 ** 30 });
for (let count = 1; ; count++) {
  const bytes = Buffer.alloc(2 ** 20, count);
  bytes.writeUInt32LE(count);
  const pieces = Array.from({ length: 16 }, (_, piece) =>
    bytes.subarray(piece * 65_536, (piece + 1) * 65_536),
  );
  await store.put('acme', pieces, { name: 'x', maxBytes: 2 ** 30 });
  if (count === 3) process.stdout.write('three are there\n');
}
