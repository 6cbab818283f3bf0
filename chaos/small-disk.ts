/** A disk of its own for objects, which can be filled: a write then gets ENOSPC from the kernel. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const sizeMb = 256;
const pieceBytes = 2 ** 16;

export class SmallDisk implements Disposable {
  readonly folder: string;
  /** Whether it can be filled; where nothing may be mounted it is a folder like others. */
  readonly canBeFull: boolean;

  constructor() {
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-chaos-disk-'));
    this.canBeFull = mount(this.folder);
  }

  fill(): void {
    const { bavail, bsize } = statfsSync(this.folder);
    const file = path.join(this.folder, 'ballast');
    try {
      for (let left = bavail * bsize; left > 0; left -= pieceBytes) {
        writeFileSync(file, Buffer.alloc(Math.min(left, pieceBytes), 1), { flag: 'a' });
      }
    } catch {
      // Somebody else took the last of it.
    }
  }

  clear(): void {
    rmSync(path.join(this.folder, 'ballast'), { force: true });
  }

  [Symbol.dispose](): void {
    if (this.canBeFull) execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function mount(folder: string): boolean {
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=700`, 'tmpfs', folder];
    execFileSync('mount', options, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
