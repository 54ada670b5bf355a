import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { afterAll, expect, test, vi } from 'vitest';
import { findSchedule } from '../../client/schedules.ts';
import { describeWithServer } from '../real-server.ts';
import { eventually } from '../run/lab.ts';
import { lastJson, openShop, type Shop } from './shop.ts';

/** Many processes at once, on a machine that may have other things to do. */
vi.setConfig({ testTimeout: 180_000 });

/** Each asking is a process. */
const COMMAND_EVERY_MS = 1_500;

const TICKETS = fileURLToPath(new URL('../../examples/01-ticket-triage/tickets.jsonl', import.meta.url));

/** 200 tickets, enough to see a gain at once; a person is asked. */
const ASKING_TASK = `
import { LM, Predict, defineTask, exactMatch, loadExamples } from 'durable-mipro';

export default defineTask({
  name: process.env.SHOP_TASK,
  program: () => new Predict('ticket -> category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"'),
  metric: exactMatch('category'),
  trainset: async () => (await loadExamples(${JSON.stringify(TICKETS)}, { inputs: ['ticket'] })).slice(0, 200),
  lm: new LM('practice/tickets', { baseUrl: process.env.SHOP_MODEL }),
  defaults: { pruning: false, auto: null, numTrials: 4, numCandidates: 3, minibatchSize: 20, numThreads: 8 },
  nightly: { gate: { peeking: null, alpha: 0.05 }, approval: { timeoutMs: 3_600_000 } },
});
`;

describeWithServer('nights on the command line', ({ address }) => {
  const shops: Shop[] = [];
  const open = async () => {
    const shop = await openShop({ address });
    shops.push(shop);
    return shop;
  };
  afterAll(() => Promise.all(shops.map((shop) => shop.close())));

  async function runningNights(task: string): Promise<readonly string[]> {
    const connection = await Connection.connect({ address });
    const client = new Client({ connection });
    let running: readonly string[] = [];
    await eventually(async () => {
      ({ running } = (await findSchedule(client, task)).schedule);
      return running.length > 0;
    });
    await connection.close();
    return running;
  }

  test.concurrent(
    'schedule create shows five times, keeps to the time zone, makes up for past nights, and can be taken back',
    async () => {
      const shop = await open();
      const made = await shop.run([
        'schedule',
        'create',
        'task.ts',
        '--cron',
        '30 3 * * *',
        '--timezone',
        'Europe/Berlin',
        '--json',
      ]);
      expect(made.code, made.stderr).toBe(0);
      const { next } = lastJson(made) as { next: string[] };
      expect(next).toHaveLength(5);
      expect(next.every((time) => /T0[12]:30:00/.test(time))).toBe(true);
      expect(made.stderr).toContain('03:30:00');
      const again = await shop.run(['schedule', 'create', 'task.ts', '--every', '24h']);
      expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/has a schedule/) });
      const paused = await shop.run(['schedule', 'pause', shop.task, '--note', 'holidays', '--json']);
      expect(lastJson(paused)).toMatchObject({ schedule: { paused: true, note: 'holidays' } });
      const listed = await shop.run(['schedule', 'list']);
      expect(listed.stdout).toMatch(new RegExp(`^${shop.task}  paused \\(holidays\\)`, 'm'));
      const resumed = await shop.run(['schedule', 'resume', shop.task, '--json']);
      expect(lastJson(resumed)).toMatchObject({ schedule: { paused: false } });
      const backfilled = await shop.run([
        'schedule',
        'backfill',
        shop.task,
        '--from',
        '2026-11-01',
        '--to',
        '2026-11-03',
      ]);
      expect(backfilled).toMatchObject({
        code: 0,
        stdout: `${shop.task}: the nights from 2026-11-01T00:00:00.000Z to 2026-11-03T00:00:00.000Z are started one after the other\n`,
      });
      // Nobody serves them: the first is under way, and the second waits for its end.
      expect(await runningNights(shop.task)).toEqual([`reopt/${shop.task}-2026-11-01T02:30:00Z`]);
      expect(await shop.run(['schedule', 'delete', shop.task])).toMatchObject({ code: 0 });
      expect(await shop.run(['schedule', 'show', shop.task])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/has no schedule/),
      });
    },
  );

  test.concurrent(
    'times that never come, that mean nothing, or of a place that is not are refused',
    async () => {
      const shop = await open();
      const create = (...flags: string[]) => shop.run(['schedule', 'create', 'task.ts', ...flags]);
      const backfill = (from: string, to: string) =>
        shop.run(['schedule', 'backfill', shop.task, '--from', from, '--to', to]);
      const refused = await Promise.all([
        create('--cron', '0 0 30 2 *'),
        create('--cron', 'at night'),
        create('--cron', '0 3 * * *', '--timezone', 'Mars/Olympus'),
        create(),
        create('--cron', '0 3 * * *', '--every', '24h'),
        backfill('2026-11-03', '2026-11-01'),
        backfill('yesterday', '2026-11-01'),
      ]);
      expect(refused.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2, 2, 2]);
      expect(refused.map(({ stderr }) => stderr.trim().split('\n').at(-1))).toEqual([
        'InvalidRequest: The times "0 0 30 2 *" never come. Nothing was scheduled.',
        'InvalidRequest: The times at night cannot be used: CronString does not have 5-7 fields.',
        'InvalidRequest: There is no time zone Mars/Olympus. Give one such as Europe/Berlin or UTC.',
        "InvalidRequest: A schedule needs either --cron '0 3 * * *' or --every 24h.",
        "InvalidRequest: A schedule needs either --cron '0 3 * * *' or --every 24h.",
        'InvalidRequest: --from must be before --to; got 2026-11-03 and 2026-11-01.',
        'InvalidRequest: --from must be a time such as 2026-11-24T00:00:00Z; got "yesterday".',
      ]);
      expect((await shop.run(['schedule', 'show', shop.task])).code).toBe(2);
    },
  );

  test.concurrent('schedule run warns without a worker, and show tells how the night ended', async () => {
    const shop = await open();
    await shop.run(['schedule', 'create', 'task.ts', '--every', '24h']);
    const run = await shop.run(['schedule', 'run', shop.task]);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toContain('No worker serves');
    const waiting = await shop.run(['schedule', 'show', shop.task]);
    expect(waiting.stdout).toMatch(
      /^under way; no worker answers now; the run has waited for \d+ min\. Start one: durable-mipro worker <task-file>$/m,
    );
    const worker = shop.start(['worker', 'task.ts']);
    await worker.says('serving');
    let shown: Record<string, unknown> = {};
    await eventually(async () => {
      shown = lastJson(await shop.run(['schedule', 'show', shop.task, '--json']));
      return (shown['lastResult'] as { status?: string } | null)?.status === 'completed';
    }, COMMAND_EVERY_MS);
    expect(shown).toMatchObject({ started: 1, lastResult: { report: { task: shop.task, outcome: 'kept' } } });
    expect((await shop.run(['approve', shop.task, '--by', 'Ada'])).stderr).toMatch(
      /No night .* is under way/,
    );
    worker.signal('SIGTERM');
    await worker.ended;
  });

  test.concurrent('a night that asks waits, shows what would change, and takes the answer', async () => {
    const shop = await open();
    shop.file('asking.ts', ASKING_TASK);
    const worker = shop.start(['worker', 'asking.ts']);
    await worker.says('serving');
    await shop.run(['schedule', 'create', 'asking.ts', '--every', '24h']);
    await shop.run(['schedule', 'run', shop.task]);
    let shown: Record<string, unknown> = {};
    await eventually(async () => {
      const ended = await shop.run(['champion', 'show', shop.task, '--json']);
      shown = ended.code === 0 ? lastJson(ended) : {};
      return (shown['pending'] ?? null) !== null;
    }, COMMAND_EVERY_MS);
    expect(shown).toMatchObject({
      champion: null,
      pending: {
        report: { outcome: null, decision: { verdict: 'promote' } },
        changes: [{ predictor: 'self', before: null, after: { demos: expect.any(Number) } }],
      },
    });
    const asked = await shop.run(['champion', 'show', shop.task]);
    expect(asked.stdout).toMatch(
      /waiting for approval.*p = .*self: 0 -> \d+ demonstrations.*durable-mipro approve/s,
    );
    const answer = ['approve', shop.task, '--by', 'Ada', '--note', 'read ten answers', '--json'];
    await eventually(async () => (await shop.run(answer)).code === 0, COMMAND_EVERY_MS);
    await eventually(
      async () => (await shop.run(['champion', 'history', shop.task])).code === 0,
      COMMAND_EVERY_MS,
    );
    const used = lastJson(await shop.run(['champion', 'show', shop.task, '--json']));
    expect(used).toMatchObject({
      champion: { version: 1, promotedBy: { kind: 'person', name: 'Ada' } },
      pending: null,
    });
    worker.signal('SIGTERM');
    await worker.ended;
  });

  test.concurrent('champion promote, history and rollback keep every version', async () => {
    const shop = await open();
    expect(await shop.run(['champion', 'show', shop.task])).toMatchObject({ code: 2 });
    await shop.run(['optimize', 'task.ts', '--out', 'program.json']);
    const promote = ['champion', 'promote', shop.task, 'program.json', '--by', 'Ada', '--json'];
    expect(lastJson(await shop.run(promote))).toMatchObject({ champion: { version: 1 } });
    expect(lastJson(await shop.run(promote))).toMatchObject({ champion: { version: 2 } });
    const back = await shop.run([
      'champion',
      'rollback',
      shop.task,
      '--by',
      'Ada',
      '--note',
      'worse',
      '--json',
    ]);
    expect(lastJson(back)).toMatchObject({ champion: { version: 3, rollbackOf: 1, reasons: ['worse'] } });
    const history = await shop.run(['champion', 'history', shop.task]);
    expect(history.stdout.match(/^version \d/gm)).toEqual(['version 1', 'version 2', 'version 3']);
    expect((await shop.run(['champion', 'show', shop.task])).stdout).toMatch(
      /^version 3 .*back to version 1/,
    );
    const none = await shop.run(['champion', 'rollback', shop.task, '--to', '9', '--by', 'Ada']);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringMatching(/cannot go back to version 9/) });
  });
});
