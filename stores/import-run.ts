import { InvalidRequest } from '../domain/errors.ts';
import type { RunResult } from '../domain/run.ts';
import { runIdOf } from '../domain/task-queue.ts';
import { MANIFEST, type ArchiveManifest } from './archive-manifest.ts';
import { misshapenArtifact } from './artifact-shapes.ts';
import { ArchiveUnreadable } from './archive-unreadable.ts';
import { sha256OfText } from './content-hash.ts';
import { artifactPath } from './file-artifact-store.ts';
import { importAnswers } from './import-answers.ts';
import { namedArtifacts } from './named-artifacts.ts';
import { openArchive, type OpenArchive } from './open-archive.ts';
import type { Stores } from './open-stores.ts';
import { parseOurJson, parseStored } from './parse-json.ts';
import { CheckpointUnreadable, inWords, readCheckpoint } from './read-checkpoint.ts';
import { readResult } from './read-result.ts';
import type { Checkpoint, RunFolders, RunKey } from './run-folders.ts';

export interface ImportOptions {
  readonly stores: Stores;
  readonly runs: RunFolders;
  /** What `export-run` wrote. */
  readonly source: string;
}

export interface Imported {
  readonly key: RunKey;
  readonly checkpoint: Checkpoint;
  readonly result: RunResult | null;
  readonly artifacts: number;
  readonly answers: number | null;
  /** False when exactly this was here before. */
  readonly isNew: boolean;
}

/**
 * Takes an exported run in, once every byte of it was checked: artifacts and answers first, the run's folder last and at
 * once, so that there is all of it or nothing.
 * @throws ArchiveUnreadable; InvalidRequest when another state of the run is here
 */
export async function importRun(options: ImportOptions): Promise<Imported> {
  const { source, stores } = options;
  const archive = await openArchive(source, stores.home);
  try {
    return await importFrom(archive, options);
  } finally {
    await archive.close();
  }
}

type Refuse = (problem: string) => never;

async function importFrom(archive: OpenArchive, options: ImportOptions): Promise<Imported> {
  const { source, stores, runs } = options;
  const refuse: Refuse = (problem) => {
    throw new ArchiveUnreadable(source, problem);
  };
  const manifest = await manifestOf(archive, refuse);
  const key = { task: manifest.task, specHash: manifest.specHash };
  const files = await filesOf(archive, manifest, refuse);
  const checkpoint = await checkpointOf(files, { source, key });
  const result = await resultOf(files, key, refuse);
  const named = namedArtifacts([checkpoint.state, result?.program]);
  const texts = await artifactTexts(archive, named, refuse);
  const misfit = misshapenArtifact({ ...checkpoint, result }, texts);
  if (misfit !== null) refuse(`its artifact ${misfit.sha256.slice(0, 12)}… is not what the run names it for`);
  if (result !== null)
    refuseOtherProgram(files, parseStored(texts.get(result.program.sha256) ?? 'null'), refuse);
  const isNew = await isNewHere(options, key, files);
  for (const ref of named) await stores.artifacts.putText(ref, texts.get(ref.sha256) ?? '');
  const answers = await importAnswers(archive, { manifest, stores, refuse });
  if (isNew) await runs.takeIn(key, files);
  return { key, checkpoint, result, artifacts: named.length, answers, isNew };
}

async function manifestOf(archive: OpenArchive, refuse: Refuse): Promise<ArchiveManifest> {
  const text = await archive.text(MANIFEST);
  if (text === null) return refuse(`it has no ${MANIFEST}, so it is no whole export of a run`);
  const { manifestShape } = await import('./archive-manifest.ts');
  const parsed = manifestShape.safeParse(jsonOrNull(text));
  return parsed.success
    ? parsed.data
    : refuse(`its ${MANIFEST} is not as it must be: ${inWords(parsed.error.issues)}`);
}

function jsonOrNull(text: string): unknown {
  try {
    return parseOurJson(text);
  } catch {
    return null;
  }
}

async function filesOf(
  archive: OpenArchive,
  { files }: ArchiveManifest,
  refuse: Refuse,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const [name, sha256] of Object.entries(files)) {
    const text = await archive.text(name);
    if (text === null || sha256OfText(text) !== sha256)
      return refuse(`its ${name} is missing or was changed`);
    texts.set(name, text);
  }
  return texts;
}

async function checkpointOf(
  files: ReadonlyMap<string, string>,
  { source, key }: { source: string; key: RunKey },
): Promise<Checkpoint> {
  try {
    return await readCheckpoint(files.get('checkpoint.json') ?? '', { file: 'checkpoint.json', key });
  } catch (error) {
    if (error instanceof CheckpointUnreadable)
      throw new ArchiveUnreadable(source, `its checkpoint cannot be used: ${error.problem}`);
    throw error;
  }
}

async function resultOf(
  files: ReadonlyMap<string, string>,
  key: RunKey,
  refuse: Refuse,
): Promise<RunResult | null> {
  const text = files.get('result.json');
  if (text === undefined) return null;
  const read = await readResult(text, key);
  if (read.kind === 'newer') return refuse(`its result.json is of a newer version (schema ${read.schema})`);
  return read.kind === 'result' ? read.result : refuse(`its result.json cannot be used: ${read.problem}`);
}

async function artifactTexts(
  archive: OpenArchive,
  named: ReturnType<typeof namedArtifacts>,
  refuse: Refuse,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { sha256 } of named) {
    const text = await archive.text(`artifacts/${artifactPath(sha256)}`);
    if (text === null || sha256OfText(text) !== sha256)
      return refuse(`its artifact ${sha256.slice(0, 12)}… is missing or was changed`);
    texts.set(sha256, text);
  }
  return texts;
}

function refuseOtherProgram(files: ReadonlyMap<string, string>, program: unknown, refuse: Refuse): void {
  const text = files.get('program.json');
  if (text !== undefined && text !== program) refuse('its program.json is not the program of its result');
}

/** @throws InvalidRequest when the run is here and is not exactly this */
async function isNewHere(
  { runs, source }: ImportOptions,
  key: RunKey,
  files: ReadonlyMap<string, string>,
): Promise<boolean> {
  const here = await Promise.all(
    ['checkpoint.json', 'result.json', 'program.json'].map(
      async (name) => [await runs.textOf(key, name), files.get(name) ?? null] as const,
    ),
  );
  if (here.every(([own]) => own === null)) return true;
  if (here.every(([own, other]) => own === other)) return false;
  throw new InvalidRequest(
    `The run ${runIdOf(key.task, key.specHash)} is here already, in another state than in ${source}. ` +
      `Move ${runs.folderOf(key)} away to take the other in, or import into another folder (DURABLE_MIPRO_HOME).`,
  );
}
