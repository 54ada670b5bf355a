import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvalidRequest } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import type { AnyModule } from './module.ts';
import { savedProgramText } from './saved/program-state.ts';
import { loadProgramState } from './saved/read-state.ts';

const MOST_BYTES = 10_000_000;

/**
 * Writes a program as a file that DSPy loads too; whole or not at all.
 * @throws InvalidRequest when the name does not end in `.json`, which DSPy asks for, or a demo holds what JSON does not have
 */
export async function saveProgram(program: AnyModule, path: string, notes: JsonObject = {}): Promise<void> {
  checkName(path);
  const text = savedProgramText(program, notes);
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    const file = await open(unfinished, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/**
 * Reads a saved program, ours or DSPy's, into a program with the same predictors and fields.
 * @throws InvalidRequest when the file is missing, too large, not JSON or for another program; nothing is changed then
 */
export async function loadProgram(program: AnyModule, path: string): Promise<void> {
  checkName(path);
  const text = await readLimited(path);
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch (error) {
    throw new InvalidRequest(`${path} is not valid JSON: expected a program saved with save().`, {
      cause: error,
    });
  }
  try {
    loadProgramState(program, state);
  } catch (error) {
    if (error instanceof InvalidRequest)
      throw new InvalidRequest(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function readLimited(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= MOST_BYTES) return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new InvalidRequest(`${path} cannot be read (${code}). Expected a program saved with save().`, {
      cause: error,
    });
  }
  throw new InvalidRequest(`${path} is larger than ${MOST_BYTES / 1_000_000} MB: a saved program is not.`);
}

function checkName(path: string): void {
  if (!path.endsWith('.json'))
    throw new InvalidRequest(`${path}: the name of a saved program must end in .json.`);
}
