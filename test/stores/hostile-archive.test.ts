import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportRun } from '../../stores/export-run.ts';
import { noteAnswer } from '../../stores/run-answers.ts';
import type { Checkpoint } from '../../stores/run-folders.ts';
import { KEY, RUN_ID, newPath, answer, homeWithRun, exported, refusal } from './archive-bench.ts';

test('a folder whose files are links to elsewhere holds none of them', async () => {
  const source = newPath();
  await exported(source);
  for (const [name, says] of [
    ['durable-mipro-run.json', /it has no durable-mipro-run\.json/],
    ['checkpoint.json', /its checkpoint\.json is missing/],
  ] as const) {
    const copy = newPath();
    cpSync(source, copy, { recursive: true });
    rmSync(join(copy, name));
    symlinkSync(join(source, name), join(copy, name));
    expect(await refusal(copy)).toMatch(says);
  }
  const copy = newPath();
  cpSync(source, copy, { recursive: true });
  rmSync(join(copy, 'artifacts'), { recursive: true });
  symlinkSync(join(source, 'artifacts'), join(copy, 'artifacts'));
  expect(await refusal(copy)).toMatch(/its artifact .* is missing/);
});

test.each([
  ['an instruction is a list', 'originalInstructions', ['x']],
  ['a data set is a text', 'trainset', 'x'],
  ['a row’s input is no field of it', 'valset', [{ id: 'a', fields: {}, inputs: ['q'] }]],
  ['a row has a field __proto__', 'valset', JSON.parse('[{"id":"a","fields":{"__proto__":1},"inputs":[]}]')],
] as const)('an archive in which %s is refused', async (_what, place, content) => {
  const there = await homeWithRun();
  const { sha256, bytes } = await there.stores.artifacts.put(content);
  const file = there.runs.checkpointFile(KEY);
  const checkpoint = JSON.parse(readFileSync(file, 'utf8')) as Checkpoint & { state: { prepared: object } };
  const now = place === 'originalInstructions' ? [{ sha256, bytes }] : { sha256, bytes, count: 1 };
  Object.assign(checkpoint.state.prepared, { [place]: now });
  writeFileSync(file, JSON.stringify(checkpoint));
  const source = newPath('.tgz');
  await exportRun({ ...there, key: KEY, target: source, withAnswers: false });
  expect(await refusal(source)).toContain(
    `its artifact ${sha256.slice(0, 12)}… is not what the run names it for`,
  );
});

test.each([
  ['whose text is none', { ...answer('x'), text: { toString: 'x' } }],
  ['with fewer tokens than none', { ...answer('x'), promptTokens: -1 }],
  ['that is a list', []],
] as const)('an archive with an answer %s is refused', async (_what, response) => {
  const there = await homeWithRun();
  there.stores.responses.putIfAbsent('dd', response as never);
  noteAnswer(there.stores.database, RUN_ID, 'dd');
  const source = newPath('.tgz');
  await exportRun({ ...there, key: KEY, target: source, withAnswers: true });
  expect(await refusal(source)).toContain('its answers, file 1, are damaged');
});

test('what an answer has beside its own fields is not taken in', async () => {
  const there = await homeWithRun();
  there.stores.responses.putIfAbsent('dd', { ...answer('x'), baseUrl: 'http://evil.example' } as never);
  expect(there.stores.responses.get('dd')).toEqual(answer('x'));
});
