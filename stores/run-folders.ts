import { randomUUID } from 'node:crypto';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunMemory } from '../domain/run-memory.ts';
import type { RunResult, RunSpec, RunState } from '../domain/run.ts';
import { runsFolder } from './home.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { hasCode, readIfThere } from './read-if-there.ts';
import { writeWhole } from './write-whole.ts';

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

const CHECKPOINT = 'checkpoint.json';
const RESULT = 'result.json';
const PROGRAM = 'program.json';

/** The files of finished and unfinished runs: `runs/<task>/<spec hash>/`. */
export class RunFolders {
  readonly #root: string;

  constructor(home: string) {
    this.#root = runsFolder(home);
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
    await writeWhole(this.checkpointFile(key), checkpointText(checkpoint));
  }

  /** The result last: a folder with a result has a program too. */
  async saveResult(key: RunKey, result: RunResult, program: string): Promise<void> {
    await writeWhole(this.programFile(key), program);
    await writeWhole(join(this.folderOf(key), RESULT), toFile(result));
  }

  /** @throws CheckpointUnreadable when there is one that is damaged, of another run or of a newer version */
  async checkpoint(key: RunKey): Promise<Checkpoint | null> {
    const file = this.checkpointFile(key);
    const text = await readIfThere(file);
    return text === null ? null : readCheckpoint(text, { file, key });
  }

  async result(key: RunKey): Promise<RunResult | null> {
    return this.#read<RunResult>(key, RESULT);
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
    for (const [name, text] of files) await writeWhole(join(growing, name), text);
    await rename(growing, folder);
  }

  async program(key: RunKey): Promise<string | null> {
    return readIfThere(this.programFile(key));
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
      await movedTo(join(folder, RESULT), aside);
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

  async #read<T>(key: RunKey, name: string): Promise<T | null> {
    const text = await readIfThere(join(this.folderOf(key), name));
    return text === null ? null : (JSON.parse(text) as T);
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
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
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
