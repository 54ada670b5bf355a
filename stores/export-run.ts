import { InvalidRequest } from '../domain/errors.ts';
import type { RunResult } from '../domain/run.ts';
import { runIdOf } from '../domain/task-queue.ts';
import { MANIFEST, type ArchiveManifest } from './archive-manifest.ts';
import { artifactPath } from './file-artifact-store.ts';
import { namedArtifacts } from './named-artifacts.ts';
import type { Stores } from './open-stores.ts';
import { answersOf, countAnswers } from './run-answers.ts';
import type { Checkpoint, RunFolders, RunKey } from './run-folders.ts';
import { sha256OfText } from './content-hash.ts';
import type { TarEntry } from './tar.ts';
import { writeArchive } from './write-archive.ts';

export interface ExportOptions {
  readonly stores: Stores;
  readonly runs: RunFolders;
  readonly key: RunKey;
  /** A `.tgz` file, or a folder that is made. */
  readonly target: string;
  /** Take along the stored answers that the run has used. */
  readonly withAnswers: boolean;
}

export interface Exported {
  readonly checkpoint: Checkpoint;
  readonly artifacts: number;
  /** Null when they were left out. */
  readonly answers: number | null;
}

/**
 * Writes a run, as of its last checkpoint, into one file or folder: its state with scores and account, its result, and
 * every artifact that they name. Equal runs give equal bytes.
 * @throws InvalidRequest when there is no checkpoint or the target is there; ArtifactMissing, ArtifactDamaged
 */
export async function exportRun(options: ExportOptions): Promise<Exported> {
  const { runs, key, stores, target, withAnswers } = options;
  const checkpoint = await runs.checkpoint(key);
  if (checkpoint === null) {
    throw new InvalidRequest(
      `The run ${runIdOf(key.task, key.specHash)} has no checkpoint yet: there is nothing to export.`,
    );
  }
  const parts = { checkpoint, result: await runs.result(key), files: await filesOf(runs, key) };
  const answers = withAnswers ? countAnswers(stores.database, runIdOf(key.task, key.specHash)) : null;
  const named = namedArtifacts([parts.checkpoint.state, parts.result?.program]);
  await writeArchive(target, entriesOf(options, parts, { named, answers }));
  return { checkpoint, artifacts: named.length, answers };
}

interface Parts {
  readonly checkpoint: Checkpoint;
  readonly result: RunResult | null;
  /** Whole texts by name. */
  readonly files: ReadonlyMap<string, string>;
}

async function filesOf(runs: RunFolders, key: RunKey): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const name of ['checkpoint.json', 'program.json', 'result.json']) {
    const text = await runs.textOf(key, name);
    if (text !== null) texts.set(name, text);
  }
  return texts;
}

interface Beside {
  readonly named: ReturnType<typeof namedArtifacts>;
  readonly answers: number | null;
}

/** The manifest last: a folder without one was not written to its end. */
async function* entriesOf(
  { stores, key }: ExportOptions,
  { files }: Parts,
  { named, answers }: Beside,
): AsyncGenerator<TarEntry> {
  for (const ref of named)
    yield entry(`artifacts/${artifactPath(ref.sha256)}`, await stores.artifacts.textOf(ref));
  if (answers !== null) yield* answerEntries(stores, runIdOf(key.task, key.specHash));
  for (const [name, text] of files) yield entry(name, text);
  const hashes = Object.fromEntries([...files].map(([name, text]) => [name, sha256OfText(text)]));
  const manifest = { schema: 1, ...keyOnly(key), files: hashes, answers };
  yield entry(MANIFEST, `${JSON.stringify(manifest satisfies Loose<ArchiveManifest>, null, 2)}\n`);
}

/** The files' names are known to be those of the manifest. */
type Loose<T> = { readonly [K in keyof T]: unknown };

const keyOnly = ({ task, specHash }: RunKey): RunKey => ({ task, specHash });

function entry(name: string, text: string): TarEntry {
  return { name, content: Buffer.from(text) };
}

const ANSWERS_IN_A_FILE = 2_000;

function* answerEntries(stores: Stores, runId: string): Generator<TarEntry> {
  let lines: string[] = [];
  let file = 0;
  const flush = (): TarEntry => {
    file += 1;
    const part = entry(`answers/${String(file).padStart(6, '0')}.jsonl`, lines.join(''));
    lines = [];
    return part;
  };
  for (const row of answersOf(stores.database, runId)) {
    lines.push(`${JSON.stringify(row)}\n`);
    if (lines.length === ANSWERS_IN_A_FILE) yield flush();
  }
  if (lines.length > 0) yield flush();
}
