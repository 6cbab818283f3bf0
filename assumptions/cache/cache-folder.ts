/** Where fetched tables are kept. */
import os from 'node:os';
import path from 'node:path';
import type { Environment } from '../credentials/find-access.ts';

export const cacheVariable = 'LIVECALC_AM_CACHE_DIR';

/** LIVECALC_AM_CACHE_DIR, else the folder that the configuration names, else the user's cache folder. Absolute. */
export function assumptionCacheFolder(
  env: Environment,
  configured: string | null | undefined,
  folder: string,
): string {
  const given = env[cacheVariable];
  if (given) return path.resolve(given);
  if (configured) return path.resolve(folder, configured);
  const cache = env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache');
  return path.join(cache, 'livecalc', 'assumptions');
}
