import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder for what is fetched once per user and shared by every checkout. */
export function cacheFolder(env = process.env) {
  return join(userCacheFolder(env), 'durable-mipro');
}

function userCacheFolder(env) {
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  return join(homedir(), '.cache');
}
