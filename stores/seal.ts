import { hashOf } from './content-hash.ts';
import { parseJson } from './parse-json.ts';

/** The last field of a sealed file: a checksum of the content of all others, however they are laid out. */
const SEAL = 'sha256';

/** Adds the seal to the text of a JSON object, which ends in a line of its own with the closing brace. */
export function sealed(text: string): string {
  const end = text.lastIndexOf('\n}');
  return `${text.slice(0, end)},\n  "${SEAL}": "${hashOf(parseJson(text))}"\n}\n`;
}

export interface Unsealed {
  /** Without the seal. */
  readonly content: { readonly [field: string]: unknown };
  /** Null when there is none: version 0.1 wrote none, and a person may have taken it out to change the file. */
  readonly isIntact: boolean | null;
}

/** Pure. */
export function unsealed(object: { readonly [field: string]: unknown }): Unsealed {
  const { [SEAL]: seal, ...content } = object;
  return { content, isIntact: seal === undefined ? null : seal === hashOf(content) };
}
