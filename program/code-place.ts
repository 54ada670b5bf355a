import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN_FOLDER = fileURLToPath(new URL('..', import.meta.url));
const OWN_ROOMS = /^(?:activities|client|domain|lm|metrics|optimizer|program|stores|workers|workflows)\//;
const PLACE = /(?<!node:[^\s]*)(file:\/\/\/[^\s()]+?|\/[^\s():]+):(\d+)(?::\d+)?(?:\)|$)/;

/**
 * Where in the user's own code an error arose: file, relative to the working directory, and line. Empty when its
 * stack does not say. A place can be shown where a message must not, since it quotes no data.
 */
export function codePlace(error: unknown): string {
  if (!(error instanceof Error)) return '';
  for (const frame of (error.stack ?? '').split('\n')) {
    const [, place, line] = PLACE.exec(frame) ?? [];
    if (place === undefined) continue;
    const file = place.startsWith('file:') ? fileURLToPath(place.replace(/[?#].*$/, '')) : place;
    if (isTheirs(file)) return `${relative('', file)}:${line}`;
  }
  return '';
}

function isTheirs(file: string): boolean {
  if (file.includes('/node_modules/')) return false;
  return !file.startsWith(OWN_FOLDER) || !OWN_ROOMS.test(file.slice(OWN_FOLDER.length));
}
