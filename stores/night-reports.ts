import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NightReport } from '../domain/night.ts';
import { sha256OfText } from './content-hash.ts';
import { checkTaskName } from './new-champion.ts';
import { parseJson } from './parse-json.ts';
import { ifThere, readIfThere } from './read-if-there.ts';
import { sealed, unsealed } from './seal.ts';
import { setAside } from './set-aside.ts';
import { warnOnStderr } from './warn-on-stderr.ts';
import { writeWhole, type WriteWhole } from './write-whole.ts';

const FILE = /^\d{8}T\d{6}Z-[0-9a-f]{8}\.json$/;
const ID_CHARACTERS = 8;

export interface NightReportsOptions {
  /** @defaultValue `writeWhole` */
  readonly write?: WriteWhole;
  /** Gets one line when a damaged file was set aside. @defaultValue writes to stderr */
  readonly warn?: (line: string) => void;
}

/** One file per night, `nights/<task>/<time>-<hash of its id>.json`, written whole and replaced while the night goes on. */
export class NightReports {
  readonly #root: string;
  readonly #write: WriteWhole;
  readonly #warn: (line: string) => void;

  constructor(home: string, { write = writeWhole, warn = warnOnStderr }: NightReportsOptions = {}) {
    this.#root = join(home, 'nights');
    this.#write = write;
    this.#warn = warn;
  }

  fileOf({ task, nightId, startedAtMs }: Pick<NightReport, 'task' | 'nightId' | 'startedAtMs'>): string {
    checkTaskName(task);
    const time = new Date(startedAtMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    return join(this.#root, task, `${time}-${sha256OfText(nightId).slice(0, ID_CHARACTERS)}.json`);
  }

  async save(report: NightReport): Promise<void> {
    await this.#write(this.fileOf(report), sealed(`${JSON.stringify(report, null, 2)}\n`));
  }

  /** Oldest first. A damaged one is set aside with a warning, and counts as none. */
  async list(task: string): Promise<NightReport[]> {
    checkTaskName(task);
    const folder = join(this.#root, task);
    const all = (await ifThere(readdir(folder))) ?? [];
    const names = all.filter((name) => FILE.test(name)).toSorted();
    const reports = await Promise.all(names.map((name) => this.#read(join(folder, name))));
    return reports.filter((report) => report !== null);
  }

  async #read(file: string): Promise<NightReport | null> {
    const text = await readIfThere(file);
    if (text === null) return null;
    const report = reportIn(text);
    if (report !== null) return report;
    const aside = await setAside(file);
    if (aside !== null) this.#warn(`The report ${file} is damaged. It was kept as ${aside}.`);
    return null;
  }
}

function reportIn(text: string): NightReport | null {
  try {
    const { content, isIntact } = unsealed(parseJson(text) as { readonly [field: string]: unknown });
    return isIntact === true ? (content as unknown as NightReport) : null;
  } catch {
    // Whatever is wrong with it, the file is kept for a person to look at.
    return null;
  }
}
