import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what takes long to make or fetch is kept: under LIVECALC_CACHE, else in the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env['LIVECALC_CACHE'] ?? env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'livecalc');
}

/** Snapshots of interpreters. */
export function pythonFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(cacheFolder(env), 'python');
}
