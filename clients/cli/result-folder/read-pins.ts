/** The assumptions of an earlier run, for another with the same. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { AssumptionPin } from '../../../contracts/assumption-pin.ts';
import { readResultFile } from './read-result-folder.ts';
import { resultFileName } from './result-target.ts';

/** Of a result.json, or the folder that holds one. Throws FILE_NOT_FOUND, FILE_UNREADABLE. */
export async function readPins(given: string): Promise<readonly AssumptionPin[]> {
  const isFolder = (await stat(given).catch(() => null))?.isDirectory() ?? false;
  const file = isFolder ? path.join(given, resultFileName) : given;
  return (await readResultFile(file)).assumptions;
}
