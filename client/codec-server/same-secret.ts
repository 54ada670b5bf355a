import { createHash, timingSafeEqual } from 'node:crypto';

/** Takes as long for a secret that is nearly right as for one that is not at all. */
export function isSameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
