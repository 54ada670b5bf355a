import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Budget } from '../../domain/budget.ts';
import { openDatabase } from '../../stores/open-database.ts';
import { createRunRecords } from '../../stores/run-records.ts';
import { forgetRun, usageLines, usageOf } from '../../stores/run-usage.ts';
import { openCallLedger } from '../../stores/sqlite-call-ledger.ts';
import { SqliteScoreStore } from '../../stores/sqlite-score-store.ts';
import type { StoreDatabase } from '../../stores/store-database.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const RUN = 'mipro/task/abc';
let files = 0;

function newStore() {
  files += 1;
  const database = openDatabase(join(folder, `${files}.sqlite`));
  return { database, records: createRunRecords(database), scores: new SqliteScoreStore(database) };
}

const ledgerOf = (database: StoreDatabase, budget: Budget = {}, stage = 'trial') =>
  openCallLedger(database, { runId: RUN, stage, activity: 'a', budget });

/** As many calls as given, each for a thousandth of a dollar. */
function pay(database: StoreDatabase, calls: number, stage?: string): void {
  const ledger = ledgerOf(database, {}, stage);
  for (let call = 0; call < calls; call += 1) {
    const entry = ledger.reserve({ model: 'm', promptTokens: 10, worstCostUsd: 0.01 });
    ledger.settle(entry, { promptTokens: 10, completionTokens: 5, costUsd: 0.001 });
  }
}

const CELL = { score: 0.5, problem: null } as const;

function storeWithCells() {
  const store = newStore();
  for (const subject of ['aa', 'bb']) store.records.noteSubject(RUN, subject);
  store.scores.putIfAbsent('aa', '01', CELL);
  store.scores.putIfAbsent('aa', '03', { score: 0, problem: 'metric-error' });
  store.scores.putIfAbsent('bb', '02', { score: 1, problem: null });
  store.scores.putIfAbsent('cc', '01', CELL);
  return store;
}

test('the cells of a run are those of its subjects, short and in a fixed order', () => {
  expect(storeWithCells().records.memoryOf(RUN).cells).toEqual({
    examples: ['01', '02', '03'],
    subjects: {
      aa: { scores: [0.5, 0], at: [0, 2], problems: { 2: 'metric-error' } },
      bb: { scores: [1], at: [1] },
    },
  });
});

test('where all examples have a score their places are not named', () => {
  const { records, scores } = newStore();
  records.noteSubject(RUN, 'aa');
  for (const example of ['02', '01']) scores.putIfAbsent('aa', example, CELL);
  expect(records.memoryOf(RUN).cells.subjects).toEqual({ aa: { scores: [0.5, 0.5] } });
});

test('put back into an empty store they are the same cells', () => {
  const [there, here] = [storeWithCells(), newStore()];
  const memory = there.records.memoryOf(RUN);
  here.records.restore(RUN, memory);
  expect(here.records.memoryOf(RUN)).toEqual(memory);
  expect(here.scores.getMany('aa', ['01', '02', '03'])).toEqual(
    there.scores.getMany('aa', ['01', '02', '03']),
  );
});

test('a cell that is known here keeps its score', () => {
  const here = newStore();
  here.scores.putIfAbsent('aa', '01', { score: 0.9, problem: null });
  here.records.restore(RUN, storeWithCells().records.memoryOf(RUN));
  expect(here.scores.getMany('aa', ['01']).get('01')?.score).toBe(0.9);
});

test('an account that is carried over goes on counting: its caps hold over both stores', () => {
  const [there, here] = [newStore(), newStore()];
  pay(there.database, 3);
  pay(there.database, 1, 'baseline');
  here.records.restore(RUN, there.records.memoryOf(RUN));
  expect(usageLines(here.database, RUN)).toEqual(usageLines(there.database, RUN));
  expect(usageOf(here.database, RUN)).toMatchObject({ lmCalls: 4, promptTokens: 40, costUsd: 0.004 });
  const ledger = ledgerOf(here.database, { maxLmCalls: 5 });
  ledger.reserve({ model: 'm', promptTokens: 1, worstCostUsd: null });
  expect(() => ledger.reserve({ model: 'm', promptTokens: 1, worstCostUsd: null })).toThrow(
    expect.objectContaining({ name: 'BudgetExhausted', cap: 'maxLmCalls' }),
  );
});

test('what a lost call may have cost stays held in the new store', () => {
  const [there, here] = [newStore(), newStore()];
  ledgerOf(there.database).reserve({ model: 'm', promptTokens: 1, worstCostUsd: 0.02 });
  here.records.restore(RUN, there.records.memoryOf(RUN));
  const ledger = ledgerOf(here.database, { maxCostUsd: 0.025 });
  expect(() => ledger.reserve({ model: 'm', promptTokens: 1, worstCostUsd: 0.01 })).toThrow(
    expect.objectContaining({ cap: 'maxCostUsd' }),
  );
});

test('carried over twice, or back into a store that knows more, an account stays what it is', () => {
  const [there, here] = [newStore(), newStore()];
  pay(there.database, 2);
  const early = there.records.memoryOf(RUN);
  pay(there.database, 1);
  const late = usageLines(there.database, RUN);
  there.records.restore(RUN, early);
  expect(usageLines(there.database, RUN)).toEqual(late);
  here.records.restore(RUN, early);
  here.records.restore(RUN, early);
  expect(usageOf(here.database, RUN).lmCalls).toBe(2);
  here.records.restore(RUN, there.records.memoryOf(RUN));
  expect(usageLines(here.database, RUN)).toEqual(late);
});

test('a price that was unknown there is unknown here', () => {
  const [there, here] = [newStore(), newStore()];
  const ledger = ledgerOf(there.database);
  const entry = ledger.reserve({ model: 'm', promptTokens: 1, worstCostUsd: null });
  ledger.settle(entry, { promptTokens: 1, completionTokens: 1, costUsd: null });
  here.records.restore(RUN, there.records.memoryOf(RUN));
  expect(usageOf(here.database, RUN).costUsd).toBeNull();
});

test('a run that is forgotten leaves its scores and nothing else', () => {
  const store = storeWithCells();
  pay(store.database, 1);
  forgetRun(store.database, RUN);
  expect(store.records.memoryOf(RUN)).toEqual({
    cells: { examples: [], subjects: {} },
    account: { lines: [], heldUsd: 0 },
  });
  expect(store.scores.getMany('aa', ['01']).size).toBe(1);
});

test('a file that an older version made is brought up when it is opened', () => {
  const { database } = newStore();
  for (const table of ['paces', 'run_answers', 'run_subjects']) database.prepare(`DROP TABLE ${table}`).run();
  const { file } = database;
  database.close();
  const again = openDatabase(file);
  createRunRecords(again).noteSubject(RUN, 'aa');
  expect(createRunRecords(again).memoryOf(RUN).cells.examples).toEqual([]);
  again.close();
});
