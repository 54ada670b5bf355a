import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../stores/open-database.ts';
import { homeDirectory } from '../../stores/home.ts';
import { usageOf } from '../../stores/run-usage.ts';
import { openCallLedger } from '../../stores/sqlite-call-ledger.ts';
import { SqliteResponseStore } from '../../stores/sqlite-response-store.ts';
import { SqliteScoreStore } from '../../stores/sqlite-score-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const ANSWER = {
  text: 'x',
  finishReason: 'stop',
  model: 'm',
  promptTokens: 1,
  completionTokens: 1,
  costUsd: 0,
};
let files = 0;

function newFile(): string {
  files += 1;
  return join(folder, `room-${files}`, 'responses.sqlite');
}

it('the file and its folder belong to their owner only', () => {
  const file = newFile();
  const database = openDatabase(file);
  new SqliteResponseStore(database).putIfAbsent('a', ANSWER);
  const modes = [join(file, '..'), file, `${file}-wal`].map((path) => statSync(path).mode & 0o777);
  expect(modes).toEqual([0o700, 0o600, 0o600]);
  database.close();
});

it('two open databases of one file see each other', () => {
  const file = newFile();
  const [one, two] = [openDatabase(file), openDatabase(file)];
  new SqliteResponseStore(one).putIfAbsent('a', ANSWER);
  expect(new SqliteResponseStore(two).get('a')).toEqual(ANSWER);
  one.close();
  two.close();
});

it('a row whose value was changed on disk is absent, and can be stored again', () => {
  const file = newFile();
  const database = openDatabase(file);
  const store = new SqliteResponseStore(database);
  store.putIfAbsent('a', ANSWER);
  database.prepare('UPDATE responses SET value = replace(value, \'"x"\', \'"y"\')').run();
  expect(store.get('a')).toBeUndefined();
  store.putIfAbsent('a', { ...ANSWER, text: 'again' });
  expect(store.get('a')?.text).toBe('again');
  database.close();
});

it('an answer that was moved to another key is absent', () => {
  const database = openDatabase(newFile());
  const store = new SqliteResponseStore(database);
  store.putIfAbsent('a', ANSWER);
  database.prepare("UPDATE responses SET key = 'b'").run();
  expect(store.get('b')).toBeUndefined();
  database.close();
});

it('a file that is no database is kept aside and a new one started, with one line of warning', () => {
  const file = newFile();
  openDatabase(file).close();
  writeFileSync(file, 'not a database at all '.repeat(500));
  const lines: string[] = [];
  const database = openDatabase(file, { warn: (line) => lines.push(line) });
  new SqliteResponseStore(database).putIfAbsent('a', ANSWER);
  expect(lines).toEqual([expect.stringContaining('is damaged. It was kept as')]);
  const aside = readdirSync(join(file, '..')).filter((name) => name.includes('.damaged-'));
  expect(aside).toHaveLength(1);
  database.close();
});

it('pages overwritten in the middle are noticed at opening, and answers and calls around them are saved', () => {
  const file = newFile();
  const database = openDatabase(file);
  const store = new SqliteResponseStore(database);
  const account = { runId: 'r', stage: 's', activity: 'a', budget: {} };
  const ledger = openCallLedger(database, account);
  for (let i = 0; i < 300; i += 1) {
    store.putIfAbsent(`key-${i}`, { ...ANSWER, text: 'y'.repeat(2000) });
    ledger.reserve({ model: 'm', promptTokens: 1, worstCostUsd: 0 });
  }
  database.close();
  const bytes = readFileSync(file);
  bytes.fill(0xab, 4096 * 80, 4096 * 100);
  writeFileSync(file, bytes);
  const lines: string[] = [];
  const fresh = openDatabase(file, { warn: (line) => lines.push(line) });
  const { answers } = new SqliteResponseStore(fresh).stat();
  expect(lines).toEqual([expect.stringContaining(`${answers} answers were saved`)]);
  expect(answers).toBeGreaterThan(200);
  expect(answers).toBeLessThan(300);
  expect(new SqliteResponseStore(fresh).get('key-299')?.text).toHaveLength(2000);
  expect(usageOf(fresh, 'r').lmCalls).toBe(300);
  fresh.close();
  expect(() => openDatabase(file, { warn: (line) => expect.fail(line) }).close()).not.toThrow();
});

it('a store of a newer version is refused, not rewritten', () => {
  const file = newFile();
  const database = openDatabase(file);
  database.prepare('PRAGMA user_version = 99').run();
  database.close();
  expect(() => openDatabase(file)).toThrow(/written by a newer version \(schema 99/);
});

it('a failed transaction leaves nothing behind', () => {
  const database = openDatabase(newFile());
  const store = new SqliteResponseStore(database);
  const work = (): void =>
    database.transaction(() => {
      store.putIfAbsent('a', ANSWER);
      throw new RangeError('stop');
    });
  expect(work).toThrow(RangeError);
  expect(store.get('a')).toBeUndefined();
  database.close();
});

it('scores are kept per subject and example, the first one counts', () => {
  const database = openDatabase(newFile());
  const store = new SqliteScoreStore(database);
  store.putIfAbsent('s', 'e1', { score: 0.1 + 0.2, problem: null });
  store.putIfAbsent('s', 'e1', { score: 1, problem: null });
  store.putIfAbsent('s', 'e2', { score: 0, problem: 'unreadable-answer' });
  store.putIfAbsent('other', 'e3', { score: 1, problem: null });
  expect([...store.getMany('s', ['e1', 'e2', 'e3'])]).toEqual([
    ['e1', { score: 0.1 + 0.2, problem: null }],
    ['e2', { score: 0, problem: 'unreadable-answer' }],
  ]);
  database.close();
});

it('the home is .durable-mipro in the working directory unless a variable names another', () => {
  expect(homeDirectory({}, '/work')).toBe(join('/work', '.durable-mipro'));
  expect(homeDirectory({ DURABLE_MIPRO_HOME: '/data' }, '/work')).toBe('/data');
  expect(homeDirectory({ DURABLE_MIPRO_HOME: 'data' }, '/work')).toBe(join('/work', 'data'));
});
