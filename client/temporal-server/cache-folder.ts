import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder for what is fetched or built once per user: outside every project. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(userCacheFolder(env), 'durable-mipro');
}

function userCacheFolder(env: NodeJS.ProcessEnv): string {
  if (env['XDG_CACHE_HOME']) return env['XDG_CACHE_HOME'];
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  return join(homedir(), '.cache');
}
