import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Budget } from '../../domain/budget.ts';
import type { CallLedger } from '../../domain/call-ledger.ts';
import { openDatabase } from '../../stores/open-database.ts';
import { forgetRun, usageLines, usageOf, usageOfActivity } from '../../stores/run-usage.ts';
import { openCallLedger } from '../../stores/sqlite-call-ledger.ts';
import { SqliteResponseStore } from '../../stores/sqlite-response-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const database = openDatabase(join(folder, 'responses.sqlite'));
const elsewhere = openDatabase(join(folder, 'responses.sqlite'));
const PLANNED = { model: 'openai/x', promptTokens: 100, worstCostUsd: 0.01 };
const SETTLED = { promptTokens: 90, completionTokens: 10, costUsd: 0.001 };
let runs = 0;

function newRun(): string {
  runs += 1;
  return `run-${runs}`;
}

function ledgerOf(
  runId: string,
  budget: Budget = {},
  at: { stage?: string; activity?: string } = {},
): CallLedger {
  return openCallLedger(database, { runId, stage: 'search', activity: 'a', budget, ...at });
}

it('a call counts from the moment it is reserved, its cost once it is settled', () => {
  const runId = newRun();
  const ledger = ledgerOf(runId);
  const entry = ledger.reserve(PLANNED);
  expect(usageOf(database, runId)).toMatchObject({ lmCalls: 1, promptTokens: 0, costUsd: 0 });
  ledger.settle(entry, SETTLED);
  expect(usageOf(database, runId)).toEqual({
    lmCalls: 1,
    cachedCalls: 0,
    promptTokens: 90,
    completionTokens: 10,
    costUsd: 0.001,
  });
});

it('a failed call stays a call and costs nothing', () => {
  const runId = newRun();
  const ledger = ledgerOf(runId);
  ledger.fail(ledger.reserve(PLANNED), 'timeout');
  expect(usageOf(database, runId)).toMatchObject({ lmCalls: 1, costUsd: 0 });
});

it('an entry ends once', () => {
  const runId = newRun();
  const ledger = ledgerOf(runId);
  const entry = ledger.reserve(PLANNED);
  ledger.settle(entry, SETTLED);
  ledger.settle(entry, SETTLED);
  ledger.fail(entry, 'timeout');
  expect(usageOf(database, runId)).toMatchObject({ promptTokens: 90, costUsd: 0.001 });
});

it('a thousand costs of a tenth of a cent add up to exactly one dollar', () => {
  const runId = newRun();
  const ledger = ledgerOf(runId);
  for (let i = 0; i < 1000; i += 1) ledger.settle(ledger.reserve(PLANNED), SETTLED);
  expect(usageOf(database, runId).costUsd).toBe(1);
});

it('one call of unknown price makes the cost unknown', () => {
  const runId = newRun();
  const ledger = ledgerOf(runId);
  ledger.settle(ledger.reserve({ ...PLANNED, worstCostUsd: null }), { ...SETTLED, costUsd: null });
  expect(usageOf(database, runId).costUsd).toBeNull();
});

it('the cap on calls holds over several connections', () => {
  const runId = newRun();
  const account = { runId, stage: 's', budget: { maxLmCalls: 3 } };
  const here = openCallLedger(database, { ...account, activity: 'a' });
  const there = openCallLedger(elsewhere, { ...account, activity: 'b' });
  here.reserve(PLANNED);
  there.reserve(PLANNED);
  here.reserve(PLANNED);
  const refused = expect.objectContaining({ name: 'BudgetExhausted', cap: 'maxLmCalls', mayFree: false });
  expect(() => there.reserve(PLANNED)).toThrow(refused);
  expect(usageOf(database, runId).lmCalls).toBe(3);
});

it('the cap on cost counts the worst case of calls under way', () => {
  const runId = newRun();
  const ledger = ledgerOf(runId, { maxCostUsd: 0.025 });
  const first = ledger.reserve(PLANNED);
  ledger.reserve(PLANNED);
  const refused = expect.objectContaining({ name: 'BudgetExhausted', cap: 'maxCostUsd', mayFree: true });
  expect(() => ledger.reserve(PLANNED)).toThrow(refused);
  ledger.settle(first, SETTLED);
  expect(ledger.reserve(PLANNED)).toBeGreaterThan(first);
});

it('without calls under way a used up cap frees no more', () => {
  const runId = newRun();
  const ledger = ledgerOf(runId, { maxCostUsd: 0.0105 });
  ledger.settle(ledger.reserve(PLANNED), SETTLED);
  expect(() => ledger.reserve(PLANNED)).toThrow(expect.objectContaining({ mayFree: false }));
});

it('a cap on cost refuses a model without a price and says what to do', () => {
  const ledger = ledgerOf(newRun(), { maxCostUsd: 1 });
  const refused = expect.objectContaining({
    name: 'InvalidRequest',
    message: expect.stringContaining('maxLmCalls'),
  });
  expect(() => ledger.reserve({ ...PLANNED, worstCostUsd: null })).toThrow(refused);
});

it('an activity is told what all its attempts used', () => {
  const runId = newRun();
  ledgerOf(runId, {}, { activity: 'one' }).reserve(PLANNED);
  const secondAttempt = ledgerOf(runId, {}, { activity: 'one' });
  secondAttempt.recordHit('openai/x');
  secondAttempt.settle(secondAttempt.reserve(PLANNED), SETTLED);
  ledgerOf(runId, {}, { activity: 'two' }).reserve(PLANNED);
  expect(usageOfActivity(database, runId, 'one')).toMatchObject({
    lmCalls: 2,
    cachedCalls: 1,
    costUsd: 0.001,
  });
});

it('usage is told by stage and model', () => {
  const runId = newRun();
  for (const [stage, model] of [
    ['search', 'openai/x'],
    ['propose', 'openai/y'],
    ['search', 'openai/x'],
  ] as const) {
    const ledger = ledgerOf(runId, {}, { stage, activity: `${stage}-${model}` });
    ledger.settle(ledger.reserve({ ...PLANNED, model }), SETTLED);
  }
  expect(usageLines(database, runId)).toEqual([
    expect.objectContaining({ stage: 'propose', model: 'openai/y', lmCalls: 1, costUsd: 0.001 }),
    expect.objectContaining({ stage: 'search', model: 'openai/x', lmCalls: 2, costUsd: 0.002 }),
  ]);
});

it('a run that is started anew begins at zero, others keep their account', () => {
  const [runId, other] = [newRun(), newRun()];
  ledgerOf(runId, { maxLmCalls: 1 }).reserve(PLANNED);
  ledgerOf(other).reserve(PLANNED);
  forgetRun(database, runId);
  expect([usageOf(database, runId).lmCalls, usageOf(database, other).lmCalls]).toEqual([0, 1]);
  expect(ledgerOf(runId, { maxLmCalls: 1 }).reserve(PLANNED)).toBeGreaterThan(0);
});

it('an answer and its account are written as one: when the second fails the first is gone too', () => {
  const runId = newRun();
  const ledger = ledgerOf(runId);
  const responses = new SqliteResponseStore(database);
  const key = `answer of ${runId}`;
  const entry = ledger.reserve(PLANNED);
  const write = () => {
    responses.putIfAbsent(key, { text: 'a', finishReason: 'stop', model: 'm', ...SETTLED });
    ledger.settle(entry, { ...SETTLED, promptTokens: Number.NaN });
  };
  expect(() => ledger.asOne?.(write)).toThrow(/NOT NULL/);
  expect(responses.get(key)).toBeUndefined();
  expect(usageOf(database, runId)).toMatchObject({ lmCalls: 1, costUsd: 0 });
});
