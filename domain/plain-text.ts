/**
 * What could move the cursor, set colours, copy to the clipboard or turn the direction of writing: controls but tab and
 * line feed, C1 controls, marks and embeddings of direction, and the two separators that some terminals take as line ends.
 */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const COMMANDS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text from models, rows and files before people see it. Pure. */
export function plain(text: string): string {
  return text.replace(COMMANDS, '');
}

/**
 * One line of JSON in which all of these are escaped; `JSON.stringify` does so for the first 32 only. Reads back as the
 * same value. Pure.
 */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(
    COMMANDS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
