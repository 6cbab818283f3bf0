import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { SmallDisk } from './small-disk.ts';

test('a full disk refuses bytes with ENOSPC, and takes them again', ({ skip }) => {
  using disk = new SmallDisk();
  if (!disk.canBeFull) skip('no tmpfs can be mounted here');
  const file = path.join(disk.folder, 'object');
  writeFileSync(file, Buffer.alloc(10_000));

  disk.fill();
  expect(() => writeFileSync(`${file}-2`, Buffer.alloc(10_000))).toThrow(/ENOSPC/);

  disk.clear();
  writeFileSync(`${file}-2`, Buffer.alloc(10_000));
});
