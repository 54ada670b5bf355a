import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fingerprintCode } from '../../activities/fingerprint-code.ts';
import { openChildTask } from '../../activities/user-code/child-task.ts';
import { createUserCode } from '../../activities/user-code/create-user-code.ts';
import { loaderMark } from '../../activities/user-code/loader-mark.ts';
import type { UserCodeOptions } from '../../domain/user-code-options.ts';
import type { LM } from '../../lm/lm.ts';
import { loadTask } from '../../workers/load-task.ts';
import { temporaryFolder } from '../stores/temporary-folder.ts';
import { misbehavingTask } from './misbehaving-task.ts';
import { misbehavingFile, rowsThat, writeMisbehaving } from './task-file.ts';

const folder = temporaryFolder();
const code = createUserCode();
afterAll(() => code.close());

const rows = rowsThat('fine');

const placeOf = async (userCode: UserCodeOptions) =>
  (await loadTask({ task: misbehavingTask({ name: 'options', rows, userCode }), baseDir: folder })).place;

test('code of a task file runs in a child process, and code that is given as functions in the worker', async () => {
  const source = await misbehavingFile(folder, { name: 'from-file', rows });
  expect((await loadTask(source)).place).toMatchObject({ file: source.file });
  expect(await placeOf({})).toMatchObject({ file: null });
});

test.each([
  [{ isolation: 'process' }, "isolation 'process' needs a task file, since functions cannot be given to"],
  [{ isolation: 'thread' }, "expected isolation 'process' or 'none', but got thread."],
  [{ timeoutMs: 0 }, 'expected timeoutMs to be a number above 0, but got 0.'],
  [{ memoryMb: Infinity }, 'expected memoryMb to be a number above 0, but got Infinity.'],
] as const)('userCode %j is refused with what is expected', async (userCode, words) => {
  await expect(placeOf(userCode as UserCodeOptions)).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringContaining(`The option userCode of the task options: ${words}`),
  });
});

test('a file that gives its child other code than its parent has is refused, whatever has changed, with what to do', async () => {
  const name = 'edited';
  const task = await loadTask(await misbehavingFile(folder, { name, rows }));
  writeMisbehaving(folder, { name, rows, version: '2' });
  await expect(code.reachModel(task, 'program', task.trainset[0] as never)).rejects.toMatchObject({
    name: 'TaskChanged',
    message: expect.stringMatching(
      /^The task file .*edited\.ts cannot run in a process of its own\. It gives other code than .*; changed: version\. If it was edited, put .* Call configure/,
    ),
  });
});

test.each([
  ['is refused', loaderMark(), 'changed: metric. '],
  ['cannot be seen where sources are rewritten by another loader', 'another', null],
])('another metric in the child %s', (_, loader, words) => {
  const before = misbehavingTask({ name: 'metric', rows });
  const lm = before.lm as LM;
  const program = before.program();
  const expected = fingerprintCode({ ...before, program, teacher: program, lm, teacherLm: lm }, undefined);
  const open = () => openChildTask({ ...before, metric: () => 1 }, { expected, loader });
  if (words === null) expect(open).not.toThrow();
  else expect(open).toThrow(words);
});

test('a file that names no model is refused with how to name one', async () => {
  const name = 'no-model';
  const task = await loadTask(await misbehavingFile(folder, { name, rows }));
  writeFileSync(
    join(folder, `${name}.ts`),
    `export default { name: '${name}', program: () => null, metric: () => 1, trainset: [] };`,
  );
  await expect(code.reachModel(task, 'program', task.trainset[0] as never)).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringMatching(/ Its file alone names no model\. Call configure\(\.\.\.\) in the file/),
  });
});
