import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { trainingLines } from '../rows.ts';
import type { ChaosFault } from '../fault.ts';

const TASK = fileURLToPath(new URL('../odd-task.ts', import.meta.url));

const CHANGES: Readonly<Record<string, (file: string) => void>> = {
  edited: (file) => writeFileSync(file, trainingLines().join('\n').replaceAll('billing', 'shipping')),
  truncated: (file) => writeFileSync(file, trainingLines().join('\n').slice(0, 10_000)),
  deleted: (file) => rmSync(file),
};

export const dataFileChanged: ChaosFault = {
  id: 'R30',
  title: 'the file with the rows is changed in mid-run',
  variants: Object.keys(CHANGES),
  crew: ({ props, atEnd }) => ({
    taskFile: TASK,
    prepare: ({ home }) => {
      const file = `${home}-rows.jsonl`;
      writeFileSync(file, trainingLines().join('\n'));
      props.set('rows', file);
      atEnd(() => rmSync(file, { force: true }));
      return Promise.resolve({ all: { CREW_DATA: file } });
    },
  }),
  inject: async (arena) => {
    await arena.untilShare(arena.shareBetween(0.1, 0.6));
    CHANGES[arena.variant]?.(arena.props.get('rows') as string);
  },
};
