import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { exitCodeOf } from '../../client/exit-code.ts';
import type { StoredResponse } from '../../domain/response-store.ts';
import { exportRun } from '../../stores/export-run.ts';
import { importRun } from '../../stores/import-run.ts';
import { namedArtifacts } from '../../stores/named-artifacts.ts';
import { openStores, type Stores } from '../../stores/open-stores.ts';
import { noteAnswer } from '../../stores/run-answers.ts';
import { RunFolders, type Checkpoint, type RunKey } from '../../stores/run-folders.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const folder = temporaryFolder();
export const SAMPLE = readFileSync(new URL('../replay/states/1.json', import.meta.url), 'utf8');
const { task, specHash } = (JSON.parse(SAMPLE) as Checkpoint).spec;
export const KEY: RunKey = { task, specHash };
export const RUN_ID = `mipro/${task}/${specHash}`;

export interface Home {
  readonly home: string;
  readonly stores: Stores;
  readonly runs: RunFolders;
}

export function newHome(): Home {
  const home = mkdtempSync(join(folder, 'home-'));
  const stores = openStores(home);
  onTestFinished(() => stores.close());
  return { home, stores, runs: new RunFolders(home) };
}

export const newPath = (ending = '') => join(mkdtempSync(join(folder, 'to-')), `run${ending}`);

export const answer = (text: string): StoredResponse => ({
  text,
  finishReason: 'stop',
  model: 'm',
  promptTokens: 1,
  completionTokens: 1,
  costUsd: 0,
});

/** The sample's run in a home, with artifacts that are there, and three stored answers of which it has used two. */
export async function homeWithRun(): Promise<Home> {
  const place = newHome();
  let text = SAMPLE;
  const { state } = JSON.parse(SAMPLE) as Checkpoint;
  const isDemoList = (sha256: string) => (state.demos ?? []).flat().some((ref) => ref.sha256 === sha256);
  for (const named of namedArtifacts(JSON.parse(SAMPLE))) {
    const { sha256 } = named;
    const fields = { text: `content of ${sha256}` };
    const rows = [{ id: sha256, fields, inputs: ['text'] }];
    const content = isDemoList(sha256) ? [fields] : isDataset(state, sha256) ? rows : fields.text;
    const ref = await place.stores.artifacts.put(content);
    text = text.replaceAll(sha256, ref.sha256);
  }
  const file = place.runs.checkpointFile(KEY);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  for (const [key, used] of [
    ['aa', true],
    ['bb', true],
    ['cc', false],
  ] as const) {
    place.stores.responses.putIfAbsent(key, answer(key));
    if (used) noteAnswer(place.stores.database, RUN_ID, key);
  }
  return place;
}

function isDataset({ prepared }: Checkpoint['state'], sha256: string): boolean {
  return [prepared?.trainset, prepared?.valset, prepared?.testset].some((set) => set?.sha256 === sha256);
}

export async function exported(target: string, withAnswers = true): Promise<Home> {
  const place = await homeWithRun();
  await exportRun({ ...place, key: KEY, target, withAnswers });
  return place;
}

export async function refusal(source: string): Promise<string> {
  const place = newHome();
  const error = await importRun({ ...place, source }).then(
    () => new Error('It was taken in.'),
    (problem: Error) => problem,
  );
  expect(error.name).toBe('ArchiveUnreadable');
  expect(exitCodeOf(error)).toBe(2);
  expect(await place.runs.list()).toEqual([]);
  expect(readdirSync(place.home).filter((name) => name.startsWith('import-'))).toEqual([]);
  return error.message;
}
