import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../domain/run.ts';
import { orderedJson } from '../../domain/canonical-json.ts';
import { FileArtifactStore } from '../../stores/file-artifact-store.ts';
import { RunFolders, type Checkpoint, type RunKey } from '../../stores/run-folders.ts';
import { openDatabase } from '../../stores/open-database.ts';
import { SqliteScoreStore } from '../../stores/sqlite-score-store.ts';
import { sha256OfText } from '../../stores/content-hash.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SAMPLE = JSON.parse(
  readFileSync(new URL('../replay/states/2.json', import.meta.url), 'utf8'),
) as Checkpoint;
const KEY: RunKey = { task: SAMPLE.spec.task, specHash: SAMPLE.spec.specHash };
const PROGRAM = `${JSON.stringify({ answer: 'the program' }, null, 2)}\n`;
const RESULT: RunResult = {
  schema: 1,
  runId: `mipro/${KEY.task}/${KEY.specHash}`,
  ...KEY,
  stoppedBecause: 'completed',
  baseline: 0.5,
  best: 0.75,
  bestKey: '1,0',
  test: { baseline: null, best: null },
  trials: SAMPLE.state.trials,
  program: { sha256: sha256OfText(orderedJson(PROGRAM)), bytes: Buffer.byteLength(orderedJson(PROGRAM)) },
  usage: SAMPLE.state.usage,
  usageLines: [],
  problems: {},
  notes: [],
  sizes: SAMPLE.state.prepared?.sizes as RunResult['sizes'],
  fingerprint: { program: 'one' },
  startedAtMs: 1,
  wallMs: 2,
};

const folder = temporaryFolder();

/** A run's folder with all its files, and the warnings about them. */
async function finishedRun() {
  const warnings: string[] = [];
  const runs = new RunFolders(mkdtempSync(join(folder, 'home-')), { warn: (line) => warnings.push(line) });
  await runs.saveCheckpoint(KEY, SAMPLE);
  await runs.saveResult(KEY, RESULT, PROGRAM);
  const at = (name: string) => join(runs.folderOf(KEY), name);
  return { runs, warnings, at, names: () => readdirSync(runs.folderOf(KEY)).toSorted() };
}

function flipBit(bytes: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

/** A prime, so that all eight bits get their turn. */
const EVERY_BIT = 13;

/** Bits of a file, and lengths to cut it to, spread over all of it. */
function* damages(bytes: Buffer): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit += EVERY_BIT * 8 + 1) yield flipBit(bytes, bit);
  for (let length = 0; length < bytes.length - 1; length += Math.ceil(bytes.length / 20))
    yield bytes.subarray(0, length);
}

describe('a flipped bit or a cut, anywhere in a file:', () => {
  test('result.json gives the same result or none, and then it is kept under a new name and told', async () => {
    const { runs, warnings, at, names } = await finishedRun();
    const good = readFileSync(at('result.json'));
    let aside = 0;
    for (const bytes of damages(good)) {
      writeFileSync(at('result.json'), bytes);
      const read = await runs.result(KEY);
      if (read === null) aside += 1;
      else expect(read).toEqual(RESULT);
    }
    expect(aside).toBeGreaterThan(40);
    expect(warnings).toHaveLength(aside);
    expect(warnings[0]).toContain(at('result.json'));
    expect(names().some((name) => name.startsWith('result.json.damaged-'))).toBe(true);
  });

  test('checkpoint.json gives the same state or is refused with its path', async () => {
    const { runs, at } = await finishedRun();
    const good = readFileSync(at('checkpoint.json'));
    const whole = await runs.checkpoint(KEY);
    let refused = 0;
    for (const bytes of damages(good)) {
      writeFileSync(at('checkpoint.json'), bytes);
      try {
        expect(await runs.checkpoint(KEY)).toEqual(whole);
      } catch (error) {
        expect(error).toMatchObject({
          name: 'CheckpointUnreadable',
          message: expect.stringContaining(at('checkpoint.json')),
        });
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(40);
  });

  test('program.json that is not the program of its result is kept under a new name and told', async () => {
    const { runs, warnings, at, names } = await finishedRun();
    for (const bytes of damages(readFileSync(at('program.json')))) {
      writeFileSync(at('program.json'), bytes);
      expect(await runs.program(KEY, RESULT)).toBeNull();
    }
    expect(warnings[0]).toContain(at('program.json'));
    expect(names()).not.toContain('program.json');
  });

  test('an artifact is refused with its path, kept under a new name, and mended by the next put', async () => {
    const room = mkdtempSync(join(folder, 'artifacts-'));
    const { sha256, bytes } = await new FileArtifactStore(room).put({ text: 'an instruction' });
    const file = join(room, sha256.slice(0, 2), `${sha256.slice(2)}.json`);
    const good = readFileSync(file);
    for (const damaged of damages(good)) {
      writeFileSync(file, damaged);
      await expect(new FileArtifactStore(room).get({ sha256, bytes })).rejects.toMatchObject({
        name: 'ArtifactDamaged',
        message: expect.stringContaining(`${file}.damaged-`),
      });
    }
    await expect(new FileArtifactStore(room).get({ sha256, bytes })).rejects.toMatchObject({
      name: 'ArtifactDamaged',
    });
    await new FileArtifactStore(room).put({ text: 'an instruction' });
    expect(readFileSync(file)).toEqual(good);
    expect(readdirSync(dirname(file)).filter((name) => name.includes('.damaged-'))).not.toEqual([]);
  });
});

test('a score that was changed on disk is absent, and can be stored again', () => {
  const database = openDatabase(join(mkdtempSync(join(folder, 'scores-')), 'responses.sqlite'));
  const scores = new SqliteScoreStore(database);
  for (const example of ['a', 'b']) scores.putIfAbsent('s', example, { score: 0.1 + 0.2, problem: null });
  database.prepare("UPDATE scores SET score = 0.75 WHERE example = 'a'").run();
  expect([...scores.getMany('s', ['a', 'b'])]).toEqual([['b', { score: 0.1 + 0.2, problem: null }]]);
  scores.putIfAbsent('s', 'a', { score: -0, problem: 'metric-error' });
  expect(scores.getMany('s', ['a']).get('a')).toEqual({ score: 0, problem: 'metric-error' });
  database.close();
});

test('scores of a file from before there were checksums are believed, and their file is brought up', () => {
  const file = join(mkdtempSync(join(folder, 'scores-')), 'responses.sqlite');
  const database = openDatabase(file);
  new SqliteScoreStore(database).putIfAbsent('s', 'a', { score: 0.5, problem: null });
  database.prepare('ALTER TABLE scores DROP COLUMN crc').run();
  database.close();
  const again = openDatabase(file);
  expect(new SqliteScoreStore(again).getMany('s', ['a']).get('a')).toEqual({ score: 0.5, problem: null });
  again.close();
});

test('a result without a checksum, as version 0.1 wrote it, is read when its fields are as they must be', async () => {
  const { runs, at } = await finishedRun();
  writeFileSync(at('result.json'), JSON.stringify(RESULT));
  expect(await runs.result(KEY)).toEqual(RESULT);
  writeFileSync(at('result.json'), JSON.stringify({ ...RESULT, best: 'high' }));
  expect(await runs.result(KEY)).toBeNull();
});

test('a result of another run is none of this one', async () => {
  const { runs, warnings, at } = await finishedRun();
  writeFileSync(at('result.json'), JSON.stringify({ ...RESULT, specHash: 'abc' }));
  expect(await runs.result(KEY)).toBeNull();
  expect(warnings).toEqual([expect.stringContaining('it is of another run')]);
});

test('a result of a newer version is refused and stays where it is', async () => {
  const { runs, at, names } = await finishedRun();
  writeFileSync(at('result.json'), JSON.stringify({ ...RESULT, schema: 2 }));
  await expect(runs.result(KEY)).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringContaining('newer version (schema 2)'),
  });
  expect(names()).toContain('result.json');
});
