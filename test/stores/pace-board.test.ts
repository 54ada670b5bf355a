import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NOTHING_KNOWN } from '../../lm/pace-state.ts';
import { openDatabase } from '../../stores/open-database.ts';
import { SqlitePaceBoard } from '../../stores/sqlite-pace-board.ts';
import { temporaryFolder } from './temporary-folder.ts';

const file = join(temporaryFolder(), 'responses.sqlite');

test('what one process learns of a pace another one reads, and each changes what the other left', () => {
  const databases = [openDatabase(file), openDatabase(file)] as const;
  const [one, other] = [new SqlitePaceBoard(databases[0]), new SqlitePaceBoard(databases[1])];
  expect(other.read('model')).toBeNull();
  one.change('model', () => ({ ...NOTHING_KNOWN, perMs: 0.001, answers: 1 }));
  other.change('model', (there) => ({ ...(there ?? NOTHING_KNOWN), answers: (there?.answers ?? 0) + 1 }));
  expect(one.read('model')).toEqual({ ...NOTHING_KNOWN, perMs: 0.001, answers: 2 });
  for (const database of databases) database.close();
});

test.each(['', '{}', 'null', '{"answers":"1"}', JSON.stringify({ ...NOTHING_KNOWN, perMs: 0 })])(
  'a state that is none is as if nothing were known: %s',
  (text) => {
    const database = openDatabase(file);
    database.prepare('INSERT OR REPLACE INTO paces (scope, state) VALUES (?, ?)').run('damaged', text);
    expect(new SqlitePaceBoard(database).read('damaged')).toBeNull();
    database.close();
  },
);
