import { randomUUID } from 'node:crypto';
import { link, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, ifThere, readIfThere } from './read-if-there.ts';
import { syncFolder, writeWhole } from './write-whole.ts';

const FILE = /^(\d{6,})\.json$/;
const DIGITS = 6;

/**
 * A folder of files 000001.json, 000002.json, … that are written once and never changed. Of several processes that
 * add the same number one succeeds.
 */
export class NumberedFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  file(number: number): string {
    return join(this.#folder, `${String(number).padStart(DIGITS, '0')}.json`);
  }

  /** The numbers there are, in order. */
  async numbers(): Promise<number[]> {
    const names = (await ifThere(readdir(this.#folder))) ?? [];
    const numbers = names.flatMap((name) => FILE.exec(name)?.[1] ?? []).map(Number);
    return numbers.toSorted((a, b) => a - b);
  }

  /** The highest number; 0 when there is none. */
  async last(): Promise<number> {
    return (await this.numbers()).at(-1) ?? 0;
  }

  read(number: number): Promise<string | null> {
    return readIfThere(this.file(number));
  }

  /** False when the number is taken. The file appears whole: its bytes are on disk before it has its name. */
  async add(number: number, text: string): Promise<boolean> {
    const unnamed = join(this.#folder, `.${randomUUID()}`);
    await writeWhole(unnamed, text);
    try {
      // A link, unlike a rename, fails when the name is taken.
      await link(unnamed, this.file(number));
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false;
      throw error;
    } finally {
      await rm(unnamed, { force: true });
    }
    await syncFolder(this.#folder);
    return true;
  }
}
