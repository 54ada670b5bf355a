import { runIdOf } from '../domain/task-queue.ts';
import type { StoredResponse } from '../domain/response-store.ts';
import type { ArchiveManifest } from './archive-manifest.ts';
import type { OpenArchive } from './open-archive.ts';
import type { Stores } from './open-stores.ts';
import { noteAnswer, type AnswerRow } from './run-answers.ts';
import { readStoredResponse } from './read-stored-response.ts';
import { answerChecksum } from './sqlite-response-store.ts';

/** A request's key. */
const HEX = /^[0-9a-f]{1,64}$/;

interface AnswersPlace {
  readonly manifest: ArchiveManifest;
  readonly stores: Stores;
  readonly refuse: (problem: string) => never;
}

/** Takes in the answers of an archive; those that are here stay as they are. Null when it has none along. */
export async function importAnswers(
  archive: OpenArchive,
  { manifest, stores, refuse }: AnswersPlace,
): Promise<number | null> {
  if (manifest.answers === null) return null;
  const runId = runIdOf(manifest.task, manifest.specHash);
  let answers = 0;
  for (let file = 1; answers < manifest.answers; file += 1) {
    const text = await archive.text(`answers/${String(file).padStart(6, '0')}.jsonl`);
    if (text === null) return refuse(`it has ${answers} of ${manifest.answers} answers`);
    const rows = rowsOf(text) ?? refuse(`its answers, file ${file}, are damaged`);
    stores.database.transaction(() => {
      for (const { key, response } of rows) {
        stores.responses.putIfAbsent(key, response);
        noteAnswer(stores.database, runId, key);
      }
    });
    answers += rows.length;
  }
  return answers;
}

interface Answer {
  readonly key: string;
  readonly response: StoredResponse;
}

/** Null when a row is not what its checksum says, or no answer. */
function rowsOf(text: string): Answer[] | null {
  const rows: Answer[] = [];
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const row = rowOf(line);
    if (row === null) return null;
    rows.push(row);
  }
  return rows;
}

function rowOf(line: string): Answer | null {
  let row: Partial<AnswerRow> | null;
  try {
    row = JSON.parse(line) as Partial<AnswerRow> | null;
  } catch {
    return null;
  }
  const { key, value, sha256 } = row ?? {};
  if (typeof key !== 'string' || !HEX.test(key) || typeof value !== 'string') return null;
  const response = sha256 === answerChecksum(key, value) ? readStoredResponse(value) : null;
  return response === null ? null : { key, response };
}
