import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCodeOf } from '../../client/exit-code.ts';
import { StateUnknown, upgradeState } from '../../domain/upgrade-state.ts';
import { RunFolders, type Checkpoint, type RunKey } from '../../stores/run-folders.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SAMPLE = readFileSync(new URL('../replay/states/1.json', import.meta.url), 'utf8');
const KEY: RunKey = (JSON.parse(SAMPLE) as Checkpoint).spec;

const folder = temporaryFolder();
const freshHome = () => mkdtempSync(join(folder, 'home-'));

/** Reads a checkpoint file with this text. */
async function read(text: string, key: RunKey = KEY): Promise<Checkpoint | null> {
  const runs = new RunFolders(freshHome());
  mkdirSync(dirname(runs.checkpointFile(key)), { recursive: true });
  writeFileSync(runs.checkpointFile(key), text);
  return runs.checkpoint(key);
}

async function refusal(text: string, key?: RunKey): Promise<string> {
  const error = await read(text, key).then(
    () => new Error('It was read.'),
    (problem: Error) => problem,
  );
  expect(error.name).toBe('CheckpointUnreadable');
  expect(exitCodeOf(error)).toBe(2);
  return error.message;
}

interface Loose {
  readonly spec: { readonly settings: Record<string, unknown> };
  readonly state: {
    readonly trials: object[];
    readonly prepared: { readonly valset: object };
  };
}

type Change = (checkpoint: Loose) => unknown;

function changed(change: Change): string {
  const checkpoint = JSON.parse(SAMPLE) as Loose;
  change(checkpoint);
  return JSON.stringify(checkpoint);
}

test('what was written is what is read', async () => {
  const runs = new RunFolders(freshHome());
  const checkpoint = await read(SAMPLE);
  if (checkpoint === null) throw new Error('There is a checkpoint.');
  await runs.saveCheckpoint(KEY, checkpoint);
  expect(await runs.checkpoint(KEY)).toEqual(checkpoint);
});

test('a score outside 0 to 1 is read: a metric may give any finite number', async () => {
  const text = changed(({ state }) => Object.assign(state.trials[3] ?? {}, { score: -1.5 }));
  expect((await read(text))?.state.trials[3]?.score).toBe(-1.5);
});

test('where there is no file there is no checkpoint', async () => {
  expect(await new RunFolders(freshHome()).checkpoint(KEY)).toBeNull();
});

test.each<[string, Change, RegExp]>([
  [
    'a score that is a word',
    ({ state }) => Object.assign(state.trials[3] ?? {}, { score: 'good' }),
    /state\.trials\[3\]\.score: .*expected number, received string/,
  ],
  [
    'a trial that is missing',
    ({ state }) => state.trials.splice(2, 1),
    /state\.trials: expected trials 0, 1, 2/,
  ],
  [
    'a field that nobody knows',
    ({ state }) => Object.assign(state, { winner: 3 }),
    /state: Unrecognized key: "winner"/,
  ],
  [
    'a name that is no hash',
    ({ state }) => Object.assign(state.prepared.valset, { sha256: '../../etc/passwd' }),
    /state\.prepared\.valset\.sha256: /,
  ],
  ['a setting that is missing', ({ spec }) => delete spec.settings['seed'], /spec\.settings\.seed: /],
  [
    'no state',
    (checkpoint) => Object.assign(checkpoint, { state: null }),
    /state: .*expected object, received null/,
  ],
])('%s is refused by its place', async (_what, change, says) => {
  expect(await refusal(changed(change))).toMatch(says);
});

test.each([
  [
    'cut off',
    SAMPLE.slice(0, 900),
    /it is not valid JSON: it ends too early|not valid JSON: something unexpected/,
  ],
  ['empty', '', /it is not valid JSON/],
  ['a list', '[]', /it holds no object/],
])('a file that is %s is refused with its path and the ways on', async (_what, text, says) => {
  const message = await refusal(text);
  expect(message).toMatch(says);
  expect(message).toMatch(
    /^The checkpoint \S+checkpoint\.json cannot be used: .*Put a good copy in its place, or move it away/,
  );
});

test('a checkpoint of another run is refused with both names', async () => {
  const other = { task: 'other', specHash: 'abc' };
  expect(await refusal(SAMPLE, other)).toContain(
    `it is of the run ${KEY.task}/${KEY.specHash}, not of other/abc`,
  );
});

test('a state of a newer version is refused with what to do', async () => {
  expect(await refusal(changed(({ state }) => Object.assign(state, { schema: 99 })))).toMatch(
    /schema 99, and this version knows schemas up to \d+: a newer durable-mipro wrote it\. Update durable-mipro\./,
  );
});

test.each([[{}], [{ schema: '1' }], [{ schema: 0 }], [{ schema: 1.5 }], [{ schema: null }]])(
  'a state whose schema is %o is refused, also by a workflow',
  (state) => {
    expect(() => upgradeState(state)).toThrow(StateUnknown);
  },
);
