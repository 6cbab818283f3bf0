import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { LiveCalcError } from '../../contracts/errors.ts';

/**
 * To be called before a file is opened: opening a pipe waits for whoever writes to it, perhaps for
 * ever, and a device is no data. Throws FILE_UNREADABLE where `path` is anything but a regular file.
 * Where there is nothing, or nothing to be seen, opening it will say so.
 */
export async function checkRegularFile(path: string, displayName: string = path): Promise<void> {
  const stats = await stat(path).catch(() => null);
  if (stats === null || stats.isFile()) return;
  const found = kindOf(stats);
  const message = `${displayName} is ${found}, expected a file. Write what it gives to a file, and name that.`;
  const details = { file: displayName, found, expected: 'a file' };
  throw new LiveCalcError('FILE_UNREADABLE', message, details);
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}
