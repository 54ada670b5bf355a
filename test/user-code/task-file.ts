import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTaskFile } from '../../client/task-file.ts';
import type { TaskSource } from '../../workers/load-task.ts';
import type { MisbehavingTask } from './misbehaving-task.ts';
import type { SameTask } from './same-task.ts';

/** Writes a task file of its own for a test. Gives its path. */
export function writeMisbehaving(folder: string, task: MisbehavingTask): string {
  return write(folder, 'misbehavingTask', task);
}

export function writeSame(folder: string, task: SameTask): string {
  return write(folder, 'sameTask', task);
}

/** The same, loaded as the command line does. */
export function misbehavingFile(folder: string, task: MisbehavingTask): Promise<TaskSource> {
  return loadTaskFile(writeMisbehaving(folder, task));
}

const MODULES = { misbehavingTask: 'misbehaving-task.ts', sameTask: 'same-task.ts' } as const;

function write(folder: string, make: keyof typeof MODULES, task: { readonly name: string }): string {
  const file = join(folder, `${task.name}.ts`);
  const madeBy = new URL(MODULES[make], import.meta.url).href;
  const lines = [`import { ${make} } from '${madeBy}';`, `export default ${make}(${JSON.stringify(task)});`];
  writeFileSync(file, lines.join('\n'));
  return file;
}

/** Rows on which the code does what is named, each once. */
export function rowsThat(...faults: readonly string[]): { ticket: string; category: string }[] {
  return faults.map((fault) => ({ ticket: `${fault}: my card was charged twice`, category: 'billing' }));
}
