import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { LoadedTask } from '../../activities/dependencies.ts';
import { childEnvironment } from '../../activities/user-code/child-environment.ts';
import { createUserCode } from '../../activities/user-code/create-user-code.ts';
import type { ExampleOutcome, Role } from '../../activities/user-code/user-code.ts';
import type { Example } from '../../domain/example.ts';
import { withCallScope } from '../../lm/call-scope.ts';
import { loadTask } from '../../workers/load-task.ts';
import { ScriptedLedger } from '../lm/call-ledger-double.ts';
import { temporaryFolder } from '../stores/temporary-folder.ts';
import type { MisbehavingTask } from './misbehaving-task.ts';
import { misbehavingFile, rowsThat } from './task-file.ts';

const folder = temporaryFolder();
const code = createUserCode();
afterAll(() => code.close());

const LONG_MS = 60_000;
let tasks = 0;

async function taskWith(
  faults: readonly string[],
  userCode: MisbehavingTask['userCode'],
): Promise<LoadedTask> {
  const name = `misbehaving-${(tasks += 1)}`;
  return loadTask(await misbehavingFile(folder, { name, rows: rowsThat(...faults), userCode }));
}

async function firstRow(
  fault: string,
  userCode: MisbehavingTask['userCode'],
): Promise<[LoadedTask, Example]> {
  const task = await taskWith([fault], userCode);
  return [task, task.trainset[0] as Example];
}

/** What became of each row, all of them at once. */
async function outcomesOf(
  faults: readonly string[],
  userCode: MisbehavingTask['userCode'],
  role: Role = 'program',
): Promise<{ [fault: string]: string }> {
  const task = await taskWith(faults, userCode);
  const entries = task.trainset.map(async (example, index) => {
    const job = { role, overlay: {}, example, withTrace: role === 'teacher' } as const;
    return [faults[index] ?? '', wordFor(await code.runExample(task, job))] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function wordFor(outcome: ExampleOutcome): string {
  return outcome.kind === 'problem' ? outcome.problem : outcome.kind;
}

describe('in a child process', () => {
  test.each([
    ['program', ['program-spins', 'metric-spins-deaf']],
    ['teacher', ['metric-spins']],
  ] as const)(
    'code of the %s that spins is stopped after its time, and the rows beside it are scored',
    async (role, faults) => {
      expect(await outcomesOf([...faults, 'fine', 'good'], { timeoutMs: 600 }, role)).toEqual({
        ...Object.fromEntries(faults.map((fault) => [fault, `${fault.split('-')[0]}-hung`])),
        fine: 'scored',
        good: 'scored',
      });
    },
  );

  test('code that exits, fills its memory or throws where nobody listens is to blame alone', async () => {
    const faults = ['program-exits', 'metric-exits', 'metric-leaks', 'program-leaks-buffers'];
    const later = ['program-throws-later', 'metric-throws-later'];
    expect(await outcomesOf([...faults, ...later, 'fine'], { timeoutMs: LONG_MS })).toEqual({
      'program-exits': 'exited',
      'metric-exits': 'exited',
      'metric-leaks': 'out-of-memory',
      'program-leaks-buffers': 'out-of-memory',
      'program-throws-later': 'program-error',
      'metric-throws-later': 'metric-error',
      fine: 'scored',
    });
  });

  test('it sees no key of a model, unless the task passes it', async () => {
    process.env['MISBEHAVING_API_KEY'] = '0.25';
    process.env['OPENAI_API_KEY'] = '0.75';
    const keyIn = async (userCode: MisbehavingTask['userCode']) => {
      const [task, example] = await firstRow('metric-tells-key', userCode);
      return code.runExample(task, { role: 'program', overlay: {}, example, withTrace: false });
    };
    expect(await keyIn({})).toMatchObject({ score: 1 });
    expect(await keyIn({ env: ['MISBEHAVING_API_KEY'] })).toMatchObject({ score: 0.25 });
  });
});

test('a child sees no keys of payloads and nothing of Temporal, unless the task passes it', async () => {
  const hidden = ['DURABLE_MIPRO_PAYLOAD_KEYS', 'TEMPORAL_API_KEY', 'TEMPORAL_TLS_CLIENT_KEY_DATA'];
  for (const name of hidden) process.env[name] = 'secret';
  onTestFinished(() => hidden.forEach((name) => delete process.env[name]));
  const seenBy = async (userCode: MisbehavingTask['userCode']) =>
    Object.keys(childEnvironment(await taskWith(['fine'], userCode))).filter((name) => hidden.includes(name));
  expect(await seenBy({})).toEqual([]);
  expect(await seenBy({ env: ['TEMPORAL_API_KEY'] })).toEqual(['TEMPORAL_API_KEY']);
  expect(childEnvironment(await taskWith(['fine'], {}))).toMatchObject({ PATH: process.env['PATH'] });
});

const PLAIN = ['throws', 'is-nan', 'is-infinite', 'is-text', 'is-nothing'];

describe.each(['process', 'none'] as const)('isolation %s', (isolation) => {
  test('a metric that throws or gives no number is a metric-error, a program that throws a program-error', async () => {
    const faults = [...PLAIN.map((fault) => `metric-${fault}`), 'program-throws', 'fine'];
    expect(await outcomesOf(faults, { isolation })).toEqual({
      ...Object.fromEntries(PLAIN.map((fault) => [`metric-${fault}`, 'metric-error'])),
      'program-throws': 'program-error',
      fine: 'scored',
    });
  });

  test('what sleeps for ever ends after its time', async () => {
    expect(
      await outcomesOf(['program-sleeps', 'metric-sleeps', 'fine'], { isolation, timeoutMs: 600 }),
    ).toEqual({
      'program-sleeps': 'program-hung',
      'metric-sleeps': 'metric-hung',
      fine: 'scored',
    });
  });

  test('a program that is called for what it takes may sleep, throw or answer; only what says nothing about it is thrown', async () => {
    const task = await taskWith(['program-sleeps', 'program-throws', 'fine'], { isolation, timeoutMs: 600 });
    const ledger = new ScriptedLedger(0);
    const calls = task.trainset.map((row) => withCallScope({ ledger }, () => code.callProgram(task, row)));
    expect(await Promise.allSettled(calls)).toMatchObject([
      { status: 'fulfilled' },
      { status: 'fulfilled' },
      { reason: { name: 'BudgetExhausted' } },
    ]);
  });

  test.each([
    ['program-sleeps', 'no end within 0.6 seconds'],
    ['program-throws', 'Error at '],
  ])('a trial of the program with %s ends with words for it', async (fault, words) => {
    const [task, example] = await firstRow(fault, { isolation, timeoutMs: 600 });
    expect(await code.reachModel(task, 'program', example)).toEqual({
      kind: 'failed',
      words: expect.stringContaining(words),
      refused: false,
    });
  });
});
