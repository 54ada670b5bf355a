import { hash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';

/** Lower-case hex SHA-256 of a value's canonical JSON: equal values, equal names. */
export function hashOf(value: unknown): string {
  return sha256OfText(canonicalJson(value));
}

/** Lower-case hex SHA-256 of a text's UTF-8 bytes. */
export function sha256OfText(text: string): string {
  return hash('sha256', text, 'hex');
}
