/** Runs the code of a task without isolation on all its rows, one after the other, and prints what became of each. */
import { createUserCode } from '../../activities/user-code/create-user-code.ts';
import { loadTaskFile } from '../../client/task-file.ts';
import { loadTask } from '../../workers/load-task.ts';

const [home = '', taskFile = ''] = process.argv.slice(2);
const task = await loadTask(await loadTaskFile(taskFile));
const code = createUserCode({ home });
for (const example of task.trainset) {
  const outcome = await code.runExample(task, { role: 'program', overlay: {}, example, withTrace: false });
  process.stdout.write(`${outcome.kind === 'problem' ? outcome.problem : outcome.kind}\n`);
}
await code.close();
