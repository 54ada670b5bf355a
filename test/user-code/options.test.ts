import { afterAll, expect, test } from 'vitest';
import { createUserCode } from '../../activities/user-code/create-user-code.ts';
import type { UserCodeOptions } from '../../domain/user-code-options.ts';
import { LM } from '../../lm/lm.ts';
import { loadTask } from '../../workers/load-task.ts';
import { temporaryFolder } from '../stores/temporary-folder.ts';
import { misbehavingTask } from './misbehaving-task.ts';
import { misbehavingFile, rowsThat } from './task-file.ts';

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

test('a file that gives the child other models than its parent has is refused with what to do', async () => {
  const task = await loadTask(await misbehavingFile(folder, { name: 'other-model', rows }));
  const [example] = task.trainset;
  const other = { ...task, lm: new LM('practice/other') };
  await expect(code.reachModel(other, 'program', example as never)).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringMatching(
      /^The task file .*other-model\.ts cannot run in a process of its own\. Its file alone does not give its model\. Call configure/,
    ),
  });
});
