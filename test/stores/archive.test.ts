import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { exportRun } from '../../stores/export-run.ts';
import { importRun } from '../../stores/import-run.ts';
import { namedArtifacts } from '../../stores/named-artifacts.ts';
import { writeTar } from '../../stores/tar.ts';
import { folder, KEY, newHome, newPath, answer, homeWithRun, exported, refusal } from './archive-bench.ts';

test.each([[''], ['.tgz'], ['.tar.gz']])(
  'a run goes through an archive named run%s with state, artifacts and used answers',
  async (ending) => {
    const source = newPath(ending);
    const there = await exported(source);
    const here = newHome();
    const imported = await importRun({ ...here, source });
    expect(imported).toMatchObject({ key: KEY, isNew: true, answers: 2, result: null });
    expect(await here.runs.checkpoint(KEY)).toEqual(await there.runs.checkpoint(KEY));
    for (const ref of namedArtifacts(imported.checkpoint.state))
      expect(await here.stores.artifacts.get(ref)).toEqual(await there.stores.artifacts.get(ref));
    expect(here.stores.responses.get('aa')).toEqual(answer('aa'));
    expect(here.stores.responses.get('cc')).toBeUndefined();
  },
);

test('without --answers none goes along', async () => {
  const source = newPath('.tgz');
  await exported(source, false);
  const here = newHome();
  expect(await importRun({ ...here, source })).toMatchObject({ answers: null });
  expect(here.stores.responses.stat().answers).toBe(0);
});

test('taken in twice it is here once; what was taken in can be exported again, to the same bytes', async () => {
  const [source, onward] = [newPath('.tgz'), newPath('.tgz')];
  await exported(source);
  const here = newHome();
  await importRun({ ...here, source });
  expect(await importRun({ ...here, source })).toMatchObject({ isNew: false });
  await exportRun({ ...here, key: KEY, target: onward, withAnswers: true });
  expect(readFileSync(onward).equals(readFileSync(source))).toBe(true);
});

test('an archive belongs to its owner only', async () => {
  const [file, place] = [newPath('.tgz'), newPath()];
  await Promise.all([exported(file), exported(place)]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(place, 'checkpoint.json')).mode & 0o777).toBe(0o600);
});

test('another state of the same run is not overwritten: the refusal says where it lies', async () => {
  const source = newPath('.tgz');
  await exported(source);
  const here = await homeWithRun();
  const file = here.runs.checkpointFile(KEY);
  const own = readFileSync(file, 'utf8').replace('"checkpoints": 4', '"checkpoints": 5');
  writeFileSync(file, own);
  await expect(importRun({ ...here, source })).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringContaining(`Move ${dirname(file)} away`) as string,
  });
  expect(readFileSync(file, 'utf8')).toBe(own);
});

test.each(['out.tgz', 'out'])('a target %s that is there already is not written over', async (name) => {
  const place = await homeWithRun();
  const target = join(mkdtempSync(join(folder, 'taken-')), name);
  if (name === 'out') mkdirSync(target);
  writeFileSync(name === 'out' ? join(target, 'mine') : target, 'mine');
  await expect(exportRun({ ...place, key: KEY, target, withAnswers: false })).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: `${target} is there already. Name a new file ending in .tgz, or a new folder.`,
  });
});

test('an artifact that is gone stops the export, and leaves no file behind', async () => {
  const place = await homeWithRun();
  const [ref] = namedArtifacts((await place.runs.checkpoint(KEY))?.state);
  rmSync(join(place.home, 'artifacts', ref?.sha256.slice(0, 2) ?? ''), { recursive: true });
  const target = newPath('.tgz');
  await expect(exportRun({ ...place, key: KEY, target, withAnswers: false })).rejects.toMatchObject({
    name: 'ArtifactMissing',
  });
  expect(readdirSync(dirname(target))).toEqual([]);
});

/** Changes a file of an exported folder. */
async function damaged(change: (at: string) => void): Promise<string> {
  const source = newPath();
  await exported(source);
  change(source);
  return source;
}

const anArtifact = (at: string) => {
  const [first = ''] = readdirSync(join(at, 'artifacts'));
  const [name = ''] = readdirSync(join(at, 'artifacts', first));
  return join(at, 'artifacts', first, name);
};

const edit = (file: string, from: string | RegExp, to: string) =>
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

test.each<[string, (at: string) => void, RegExp]>([
  [
    'a checkpoint that was changed',
    (at) => edit(join(at, 'checkpoint.json'), '"stage"', '"stages"'),
    /its checkpoint\.json is missing or was changed/,
  ],
  [
    'no checkpoint',
    (at) => rmSync(join(at, 'checkpoint.json')),
    /its checkpoint\.json is missing or was changed/,
  ],
  [
    'an artifact that was changed',
    (at) => writeFileSync(anArtifact(at), '"other"'),
    /its artifact [0-9a-f]{12}… is missing or was changed/,
  ],
  ['an artifact less', (at) => rmSync(anArtifact(at)), /its artifact [0-9a-f]{12}… is missing/],
  [
    'an answer that was changed',
    (at) => edit(join(at, 'answers/000001.jsonl'), 'stop', 'stip'),
    /its answers, file 1, are damaged/,
  ],
  ['fewer answers', (at) => writeFileSync(join(at, 'answers/000001.jsonl'), ''), /it has 0 of 2 answers/],
  ['no manifest', (at) => rmSync(join(at, 'durable-mipro-run.json')), /it has no durable-mipro-run\.json/],
  [
    'a manifest of a newer version',
    (at) => edit(join(at, 'durable-mipro-run.json'), '"schema": 1', '"schema": 2'),
    /durable-mipro-run\.json is not as it must be: schema: /,
  ],
  [
    'a task whose name leads out of the folder',
    (at) => edit(join(at, 'durable-mipro-run.json'), /"task": "[^"]*"/, '"task": "../../etc"'),
    /not as it must be: task: /,
  ],
])('an archive with %s is refused, and nothing of the run is here', async (_what, change, says) => {
  const source = await damaged(change);
  expect(await refusal(source)).toMatch(says);
});

test('an archive whose checkpoint is damaged, though its hash says it is right, is refused by the place', async () => {
  const source = await damaged((at) => {
    const file = join(at, 'checkpoint.json');
    edit(file, '"checkpoints": 4', '"checkpoints": -4');
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    edit(
      join(at, 'durable-mipro-run.json'),
      /"checkpoint\.json": "[0-9a-f]+"/,
      `"checkpoint.json": "${sha256}"`,
    );
  });
  expect(await refusal(source)).toMatch(/its checkpoint cannot be used: state\.checkpoints: /);
});

test.each([
  ['that is not there', () => join(folder, 'nowhere.tgz'), /there is no such file or folder/],
  ['that is no archive', () => fileOf('not an archive'), /it is no \.tgz file, or was damaged/],
  ['that is zipped and no tar', () => fileOf(gzipSync('something else'.repeat(100))), /it is no tar archive/],
])('a file %s is refused', async (_what, make, says) => {
  expect(await refusal(make())).toMatch(says);
});

function fileOf(content: string | Uint8Array): string {
  const path = newPath('.tgz');
  writeFileSync(path, content);
  return path;
}

test('an archive that was cut off is refused', async () => {
  const source = newPath('.tgz');
  await exported(source);
  expect(await refusal(fileOf(readFileSync(source).subarray(0, 900)))).toMatch(/it ends too early/);
});

test('entries that lead out of the archive are passed over', async () => {
  const source = newPath('.tgz');
  await exported(source);
  const evil = [
    '../evil.json',
    '/tmp/durable-mipro-evil.json',
    'artifacts/../../evil.json',
    'answers/evil.jsonl',
  ];
  const blocks: Uint8Array[] = [];
  for await (const block of writeTar(evil.map((name) => ({ name, content: Buffer.from('evil') }))))
    blocks.push(block);
  const withEvil = Buffer.concat([
    Buffer.concat(blocks).subarray(0, -1_024),
    gunzipSync(readFileSync(source)),
  ]);
  const here = newHome();
  expect(await importRun({ ...here, source: fileOf(gzipSync(withEvil)) })).toMatchObject({ isNew: true });
  const around = readdirSync(here.home, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.includes('evil'),
  );
  expect(around).toEqual([]);
  expect(existsSync(join(folder, 'evil.json'))).toBe(false);
  expect(existsSync('/tmp/durable-mipro-evil.json')).toBe(false);
});

test('a link in the place of a file gives only what the hash promises', async () => {
  const source = await damaged((at) => {
    const place = anArtifact(at);
    rmSync(place);
    symlinkSync('/etc/hostname', place);
  });
  expect(await refusal(source)).toMatch(/its artifact [0-9a-f]{12}… is missing or was changed/);
});
