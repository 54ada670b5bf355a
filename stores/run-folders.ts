import { randomUUID } from 'node:crypto';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { orderedJson } from '../domain/canonical-json.ts';
import { InvalidRequest } from '../domain/errors.ts';
import type { RunMemory } from '../domain/run-memory.ts';
import type { RunResult, RunSpec, RunState } from '../domain/run.ts';
import { sha256OfText } from './content-hash.ts';
import { runsFolder } from './home.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { hasCode, ifThere, readIfThere } from './read-if-there.ts';
import { readResult } from './read-result.ts';
import { sealed } from './seal.ts';
import { setAside } from './set-aside.ts';
import { warnOnStderr } from './warn-on-stderr.ts';
import { writeWhole, type WriteWhole } from './write-whole.ts';

/** A checkpoint file: enough to go on with on another server, or after the server's data is lost. */
export interface Checkpoint {
  readonly spec: RunSpec;
  readonly state: RunState;
  /** Absent in files of version 0.1. */
  readonly memory?: RunMemory;
}

export interface RunKey {
  readonly task: string;
  readonly specHash: string;
}

export interface RunFoldersOptions {
  /** @defaultValue `writeWhole` */
  readonly write?: WriteWhole;
  /** Gets one line when a damaged file was set aside. @defaultValue writes to stderr */
  readonly warn?: (line: string) => void;
}

const CHECKPOINT = 'checkpoint.json';
const RESULT = 'result.json';
const PROGRAM = 'program.json';

/** The files of finished and unfinished runs: `runs/<task>/<spec hash>/`. */
export class RunFolders {
  readonly #root: string;
  readonly #write: WriteWhole;
  readonly #warn: (line: string) => void;

  constructor(home: string, { write = writeWhole, warn = warnOnStderr }: RunFoldersOptions = {}) {
    this.#root = runsFolder(home);
    this.#write = write;
    this.#warn = warn;
  }

  folderOf({ task, specHash }: RunKey): string {
    return join(this.#root, task, specHash);
  }

  programFile(key: RunKey): string {
    return join(this.folderOf(key), PROGRAM);
  }

  checkpointFile(key: RunKey): string {
    return join(this.folderOf(key), CHECKPOINT);
  }

  /** The previous one is kept beside it until the new one is whole. */
  async saveCheckpoint(key: RunKey, checkpoint: Checkpoint): Promise<void> {
    await this.#write(this.checkpointFile(key), sealed(checkpointText(checkpoint)));
  }

  /** The result last: a folder with a result has a program too. */
  async saveResult(key: RunKey, result: RunResult, program: string): Promise<void> {
    await this.#write(this.programFile(key), program);
    await this.#write(this.#resultFile(key), sealed(toFile(result)));
  }

  /** @throws CheckpointUnreadable when there is one that is damaged, of another run or of a newer version */
  async checkpoint(key: RunKey): Promise<Checkpoint | null> {
    const file = this.checkpointFile(key);
    const text = await readIfThere(file);
    return text === null ? null : readCheckpoint(text, { file, key });
  }

  /**
   * One that is damaged is set aside with a warning, and counts as none: the same command makes it again.
   * @throws InvalidRequest when a newer version wrote it
   */
  async result(key: RunKey): Promise<RunResult | null> {
    const file = this.#resultFile(key);
    const text = await readIfThere(file);
    if (text === null) return null;
    const read = await readResult(text, key);
    if (read.kind === 'result') return read.result;
    if (read.kind === 'newer')
      throw new InvalidRequest(
        `The result ${file} was written by a newer version (schema ${read.schema}). Update durable-mipro, or set DURABLE_MIPRO_HOME to another folder.`,
      );
    await this.#setAside(file, read.problem);
    return null;
  }

  /** The text of one of a run's files; null when there is none. */
  async textOf(key: RunKey, name: string): Promise<string | null> {
    return readIfThere(join(this.folderOf(key), name));
  }

  /** Takes over a run from elsewhere, all its files at once. There must be none of it here. */
  async takeIn(key: RunKey, files: ReadonlyMap<string, string>): Promise<void> {
    const folder = this.folderOf(key);
    // A dot keeps it out of every list until it is whole.
    const growing = `${folder}.${randomUUID()}`;
    for (const [name, text] of files) await this.#write(join(growing, name), text);
    await rename(growing, folder);
  }

  /** The program's file. With a result it must be the one that it names: one with other content is set aside with a warning, and counts as none. */
  async program(key: RunKey, result?: Pick<RunResult, 'program'>): Promise<string | null> {
    const file = this.programFile(key);
    const text = await readIfThere(file);
    if (text === null || result === undefined) return text;
    if (sha256OfText(orderedJson(text)) === result.program.sha256) return text;
    await this.#setAside(file, 'it is not the program of its result');
    return null;
  }

  /** Makes room for a new run under the same key: the old files are kept in a numbered folder beside it. */
  async setAside(key: RunKey): Promise<void> {
    const folder = this.folderOf(key);
    for (let number = 1; ; number += 1) {
      if (await movedTo(folder, `${folder}.${number}`)) return;
    }
  }

  /** Makes room for the result that a run will have after it has gone on: the old one is kept under a number. */
  async setResultAside(key: RunKey): Promise<void> {
    const folder = this.folderOf(key);
    for (let number = 1; ; number += 1) {
      const aside = join(folder, `result.${number}.json`);
      if ((await readIfThere(aside)) !== null) continue;
      await movedTo(this.#resultFile(key), aside);
      return;
    }
  }

  /** All runs that have files here, by task and spec hash. */
  async list(): Promise<RunKey[]> {
    const tasks = await foldersIn(this.#root);
    const keys = tasks.map(async (task) =>
      (await foldersIn(join(this.#root, task))).map((specHash) => ({ task, specHash })),
    );
    return (await Promise.all(keys)).flat();
  }

  #resultFile(key: RunKey): string {
    return join(this.folderOf(key), RESULT);
  }

  async #setAside(file: string, problem: string): Promise<void> {
    const aside = await setAside(file);
    if (aside !== null) this.#warn(`The file ${file} cannot be used: ${problem}. It was kept as ${aside}.`);
  }
}

/** What people may want to read is laid out; the table of cells, which may be long, is one line. */
function checkpointText({ spec, state, memory }: Checkpoint): string {
  const head = JSON.stringify({ spec, state }, null, 2);
  if (memory === undefined) return `${head}\n`;
  return `${head.slice(0, head.lastIndexOf('\n}'))},\n  "memory": ${JSON.stringify(memory)}\n}\n`;
}

function toFile(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = (await ifThere(readdir(folder, { withFileTypes: true }))) ?? [];
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** False when the new name is taken. A folder that does not exist needs no moving. */
async function movedTo(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    if (hasCode(error, 'ENOTEMPTY', 'EEXIST')) return false;
    throw error;
  }
}
