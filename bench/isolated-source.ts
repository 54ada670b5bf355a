import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTaskFile } from '../client/task-file.ts';
import type { TaskSource } from '../workers/load-task.ts';
import type { BenchTaskOptions } from './bench-task.ts';

/** The same task from a file of its own, so that its code can run in a child process. */
export function isolatedSource(home: string, options: BenchTaskOptions): Promise<TaskSource> {
  const file = join(home, `bench-${options.label}.ts`);
  const madeBy = JSON.stringify(new URL('bench-task.ts', import.meta.url).href);
  writeFileSync(
    file,
    `import { benchTask } from ${madeBy};\nexport default await benchTask(${JSON.stringify(options)});\n`,
  );
  return loadTaskFile(file);
}
