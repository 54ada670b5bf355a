import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fault, FaultKind } from '../../lm/practice/index.ts';
import { LM } from '../../lm/lm.ts';
import { rng } from '../../optimizer/rng.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { checkEvidence } from '../evidence/check-evidence.ts';
import { gatherEvidence } from '../evidence/gather-evidence.ts';
import { inWords } from '../evidence/violation.ts';
import {
  FLEET_THREADS,
  killFleetWorkers,
  labTask,
  startFleetRun,
  startFleetWorker,
  type FleetRun,
} from '../run/fleet.ts';
import { eventually, pause, withoutOrigin, type Lab } from '../run/lab.ts';
import { describeRuns } from '../run/run-harness.ts';
import { askedAbout } from './rows.ts';
import { staleCompletions } from './stale-completions.ts';
import { openTcpProxy } from './tcp-proxy.ts';

/**
 * A short campaign of the faults that no cheaper test has, each once: `covered.ts` says where the others are. All runs of one
 * task are compared with one undisturbed run.
 */
const SETTINGS = {
  auto: null,
  pruning: true,
  numTrials: 8,
  numCandidates: 3,
  minibatchSize: 8,
  minibatchFullEvalSteps: 4,
} as const;
/** Requests of the search, in the middle of a run of the lab's own size. */
const LATE = 85;
const STARTS = 50;
const ORDERS = 40;
const LONGEST_BETWEEN_MS = 100;
const LAST_BEFORE_ORDERS_END = 100;
const SEED = 1;

/** Every kind of exchange that fails and is tried again, one after the other, and then a storm. */
const KINDS: readonly FaultKind[] = [
  ...(['status500', 'hang', 'drip', 'drop', 'drop-in-body'] as const),
  ...(['truncated-body', 'html', 'empty', 'no-choices', 'error-in-200'] as const),
];
const FAILING: readonly Fault[] = KINDS.map((kind, index) => ({ at: 10 + 7 * index, kind }));
const STORM: Fault = { at: { from: 1 }, kind: 'status429', retryAfterS: 1 };
const STORM_MS = 2_500;

describeRuns('a run', (open, { address }) => {
  let calm: unknown;
  let calmOfFleet: unknown;

  beforeAll(async () => {
    const [lab, fleet] = await Promise.all([open(), open()]);
    calm = withoutOrigin((await lab.run()).program);
    calmOfFleet = withoutOrigin(
      (await fleet.run({ task: labTask(fleet), settings: SETTINGS, numThreads: FLEET_THREADS })).program,
    );
  });
  afterAll(killFleetWorkers);

  /** What the invariants say against a run of a lab. */
  async function complaints(lab: Lab, inFlightAtFaults: number): Promise<string> {
    const evidence = await gatherEvidence({
      home: lab.home,
      client: lab.client,
      journal: lab.model.journal(),
      leftovers: { files: [], processes: [] },
    });
    return inWords(checkEvidence(evidence, { inFlightAtFaults, atOnceMs: 1_000 }));
  }

  async function programOf(lab: Lab, run: FleetRun) {
    const result = await run.result();
    return withoutOrigin((await new RunFolders(lab.home).program(result, result)) ?? '');
  }

  /** The server has given up the worker that had a shard, and gives it to another one. */
  async function isTriedAgain(run: FleetRun): Promise<boolean> {
    const { pendingActivities } = (await run.describe()).raw;
    return (pendingActivities ?? []).some(({ attempt }) => (attempt ?? 0) > 1);
  }

  test.concurrent(
    'whose worker is cut off from the server goes on by itself, with the same program and without a repeated call',
    async ({ onTestFinished }) => {
      const lab = await open({ latencyMs: 10 });
      const proxy = await openTcpProxy({ port: Number(address.split(':').at(-1)) });
      onTestFinished(() => proxy.close());
      await startFleetWorker(lab, { address: `127.0.0.1:${proxy.port}` });
      const run = await startFleetRun(lab, SETTINGS);
      await eventually(() => lab.requests() > 40);
      proxy.silence();
      await pause(1_500);
      proxy.refuse();
      await pause(1_500);
      proxy.heal();
      expect(await programOf(lab, run)).toEqual(calmOfFleet);
      expect(await complaints(lab, 0)).toBe('');
    },
  );

  test.concurrent(
    'that is cut off from its model scores nothing 0, and finds the same program once the line is back',
    async ({ onTestFinished }) => {
      const lab = await open({ latencyMs: 5 });
      const proxy = await openTcpProxy({ port: lab.model.port });
      onTestFinished(() => proxy.close());
      const lm = new LM('practice/tickets', { baseUrl: `http://127.0.0.1:${proxy.port}/v1` });
      const running = lab.start({ task: { lm } });
      await eventually(() => lab.requests() >= LATE);
      proxy.refuse();
      await eventually(() => proxy.cut() >= 20);
      proxy.heal();
      const { result, program } = await running.finished;
      expect(result.problems).toEqual({});
      expect(withoutOrigin(program)).toEqual(calm);
    },
  );

  test.concurrent(
    'one of whose workers is frozen until it is missed takes no late report from it, and repeats what was in flight at most',
    async () => {
      const lab = await open({ latencyMs: 10 });
      const [frozen] = await Promise.all([startFleetWorker(lab), startFleetWorker(lab)]);
      const run = await startFleetRun(lab, SETTINGS);
      await eventually(() => lab.requests() > 60);
      frozen.signal('SIGSTOP');
      await eventually(() => isTriedAgain(run));
      frozen.signal('SIGCONT');
      expect(await programOf(lab, run)).toEqual(calmOfFleet);
      // In good order: what it held was taken from it, and it knows.
      expect(await frozen.end()).toBe(0);
      expect(await complaints(lab, FLEET_THREADS)).toBe('');
      const client = { home: lab.home, client: lab.client, journal: lab.model.journal() };
      expect(staleCompletions(await gatherEvidence(client))).toBe(0);
    },
  );

  test.concurrent(
    'that meets every kind of failing exchange and a storm of 429 scores nothing 0 and finds the same program',
    async () => {
      const lab = await open({ latencyMs: 2, faults: FAILING });
      const lm = new LM('practice/tickets', { baseUrl: lab.model.url, timeoutMs: 2_000 });
      const running = lab.start({ task: { lm } });
      await eventually(() => lab.requests() >= LATE);
      lab.model.setFaults([STORM]);
      await pause(STORM_MS);
      lab.model.setFaults([]);
      const { result, program } = await running.finished;
      const { byOutcome, inFlight } = lab.model.stats();
      for (const kind of KINDS) expect([kind, byOutcome[kind]]).toEqual([kind, 1]);
      expect(byOutcome.status429).toBeGreaterThan(0);
      expect(result.problems).toEqual({});
      expect(withoutOrigin(program)).toEqual(calm);
      expect(inFlight).toBe(0);
      expect(await complaints(lab, 0)).toBe('');
    },
  );

  test.concurrent(
    'that is told to wait an hour sends nothing meanwhile, and can be stopped with the best so far',
    async () => {
      const lab = await open({ latencyMs: 5, faults: [{ at: LATE, kind: 'status429', retryAfterS: 3_600 }] });
      const running = lab.start();
      await eventually(() => lab.requests() >= LATE);
      const handle = await running.handle();
      await pause(1_500);
      const requests = lab.requests();
      expect(requests).toBeLessThan(LATE + 8);
      await pause(1_500);
      expect(lab.requests()).toBe(requests);
      await handle.executeUpdate('stop', { args: [{ mode: 'now' }] });
      const { result } = await running.finished;
      expect([result.stoppedBecause, result.best === null, result.problems]).toEqual(['stopped', false, {}]);
      expect(lab.requests()).toBe(requests);
    },
  );

  test.concurrent.each([
    ['one in twenty', { every: 20 }, 0],
    ['every second one', { every: 2 }, 1],
    ['all of the search', { from: LATE }, 1],
  ] as const)(
    'whose answers are in the wrong form (%s) asks again, scores 0 and says why if that does not help, and ends',
    async (...[, at, leastUnreadable]) => {
      const lab = await open({ faults: [{ at, kind: 'wrong-schema' }] });
      const { result } = await lab.run();
      const wrong = lab.model.stats().byOutcome['wrong-schema'] ?? 0;
      const { 'unreadable-answer': unreadable = 0, ...others } = result.problems;
      expect([result.stoppedBecause, others, wrong > 0]).toEqual(['completed', {}, true]);
      expect(unreadable).toBeGreaterThanOrEqual(leastUnreadable);
      // Of those in flight when it begins the first answer may have been a good one.
      expect(2 * unreadable).toBeLessThanOrEqual(wrong + 8);
    },
  );

  test.concurrent.each(['refusal', 'content-filter'] as const)(
    'whose model refuses the same rows every time (%s) scores these 0 and asks them once',
    async (kind) => {
      const messageMatches = askedAbout((row) => row % 12 === 0);
      const lab = await open({ faults: [{ at: { messageMatches }, kind }] });
      const { result } = await lab.run();
      const refused = lab.model.journal().filter(({ outcome }) => outcome === kind);
      expect(new Set(refused.map(({ requestHash }) => requestHash)).size).toBe(refused.length);
      expect(result.problems).toEqual({ 'content-filter': expect.any(Number) as number });
      expect(result.stoppedBecause).toBe('completed');
    },
  );

  test.concurrent('is one run, however many of fifty starts come at once', async () => {
    const lab = await open();
    const starts = await Promise.all(Array.from({ length: STARTS }, () => startFleetRun(lab, SETTINGS)));
    expect(new Set(starts.map(({ firstExecutionRunId }) => firstExecutionRunId)).size).toBe(1);
    await startFleetWorker(lab);
    expect(await programOf(lab, starts[0] as FleetRun)).toEqual(calmOfFleet);
    expect(await complaints(lab, 0)).toBe('');
  });

  test.concurrent('ends as if nothing had been after a storm of orders', async () => {
    const lab = await open();
    // So that it cannot end before the last order.
    const held = lab.holdAt(LAST_BEFORE_ORDERS_END);
    const running = lab.start();
    const handle = await running.handle();
    const chance = rng(SEED, 'orders', 0);
    for (let order = 0; order < ORDERS; order += 1) {
      await pause(chance.below(LONGEST_BETWEEN_MS));
      await handle.executeUpdate(chance.below(2) === 0 ? 'pause' : 'resume');
    }
    await handle.executeUpdate('resume');
    await held;
    lab.hurry();
    expect(withoutOrigin((await running.finished).program)).toEqual(calm);
    expect(await complaints(lab, 0)).toBe('');
  });
});
