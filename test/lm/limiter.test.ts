import { beforeEach, expect, it } from 'vitest';
import { Limiter } from '../../lm/limiter.ts';
import type { Slot, SlotOutcome, SlotRequest } from '../../lm/limiter.ts';
import { NOTHING_KNOWN } from '../../lm/pace-state.ts';
import { StoreFailed } from '../../domain/errors.ts';
import { ManualClock } from './manual-clock.ts';
import { memoryBoard } from './memory-board.ts';

const ANSWERED: SlotOutcome = { kind: 'answered', latencyMs: 500 };

let clock: ManualClock;
let limiter: Limiter;

beforeEach(() => {
  clock = new ManualClock();
  limiter = new Limiter(clock, 'model');
});

function ask(change: Partial<SlotRequest> = {}): Promise<Slot> {
  return limiter.acquire({ ceiling: 4, maxWaitMs: Number.POSITIVE_INFINITY, ...change });
}

async function takeAll(ceiling = 4): Promise<Slot[]> {
  return Promise.all(Array.from({ length: ceiling }, () => ask({ ceiling })));
}

async function throttleOnce(waitMs = 0): Promise<void> {
  (await ask()).release({ kind: 'throttled', waitMs });
}

it('gives out as many slots as the ceiling and no more', async () => {
  await takeAll();
  const fifth = ask();
  await clock.advance(60_000);
  expect(limiter.health()).toMatchObject({ underWay: 4, waiting: 1 });
  fifth.catch(() => {});
});

it('halves its limit on a refusal', async () => {
  await throttleOnce();
  expect(limiter.health().limit).toBe(2);
});

it('counts refusals within one second as one', async () => {
  const slots = await takeAll();
  for (const slot of slots) slot.release({ kind: 'throttled', waitMs: 0 });
  expect(limiter.health().limit).toBe(2);
});

it('counts a refusal after the median latency again', async () => {
  for (let i = 0; i < 3; i += 1) (await ask()).release({ kind: 'answered', latencyMs: 5000 });
  await throttleOnce();
  await clock.advance(4000);
  await throttleOnce();
  expect(limiter.health().limit).toBe(2);
  await clock.advance(5000);
  await throttleOnce();
  expect(limiter.health().limit).toBe(1);
});

it('never goes below one', async () => {
  for (let i = 0; i < 8; i += 1) {
    await throttleOnce();
    await clock.advance(20_000);
  }
  expect(limiter.health().limit).toBe(1);
});

it('takes a fifth off on a time-out', async () => {
  const slot = await ask({ ceiling: 10 });
  slot.release({ kind: 'timed-out' });
  expect(limiter.health().limit).toBe(8);
});

it('adds one after a full window of answers, up to the ceiling', async () => {
  await throttleOnce();
  for (const limit of [2, 3, 3, 3, 4, 4, 4, 4, 4]) {
    await clock.advance(60_000);
    (await ask()).release(ANSWERED);
    expect(limiter.health().limit).toBe(limit);
  }
});

it('holds everybody back while the server has asked to wait', async () => {
  await throttleOnce(20_000);
  let granted = false;
  void ask().then(() => (granted = true));
  await clock.advance(19_999);
  expect(granted).toBe(false);
  await clock.advance(1);
  expect(granted).toBe(true);
});

it('hands back those who cannot wait that long, also those who already wait', async () => {
  const slots = await takeAll();
  const early = ask({ maxWaitMs: 30_000 });
  slots[0]?.release({ kind: 'throttled', waitMs: 45_000 });
  await expect(early).rejects.toMatchObject({ name: 'GateClosed', waitMs: 45_000 });
  for (const slot of slots) slot.release(ANSWERED);
  await clock.advance(5000);
  await expect(ask({ maxWaitMs: 30_000 })).rejects.toMatchObject({ name: 'GateClosed', waitMs: 40_000 });
});

it('stops before the first refusal when the server says how many are left', async () => {
  const slots = await takeAll();
  slots[0]?.release({ ...ANSWERED, rate: { remaining: 3, resetMs: 7000 } });
  let granted = false;
  void ask().then(() => (granted = true));
  await clock.advance(6999);
  expect(granted).toBe(false);
  await clock.advance(1);
  expect(granted).toBe(true);
});

it('lets an aborted waiter go and keeps no listener', async () => {
  await takeAll();
  const { signal, ...controller } = listening();
  const waiting = ask({ signal });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'CallNotSent' });
  expect(limiter.health().waiting).toBe(0);
  expect(controller.listeners()).toBe(0);
});

it('leaves no listener behind when a slot is granted', async () => {
  const { signal, listeners } = listening();
  (await ask({ signal })).release(ANSWERED);
  expect(listeners()).toBe(0);
});

it('takes a slot back only once', async () => {
  const [slot] = await takeAll();
  slot?.release(ANSWERED);
  slot?.release(ANSWERED);
  expect(limiter.health().underWay).toBe(3);
});

it('serves in the order of asking', async () => {
  const slots = await takeAll();
  const order: number[] = [];
  for (const i of [1, 2, 3]) void ask().then(() => order.push(i));
  for (const slot of slots) slot.release(ANSWERED);
  await clock.advance(0);
  expect(order).toEqual([1, 2, 3]);
});

it('remembers when the last answer came', async () => {
  expect(limiter.health().lastSuccessAtMs).toBeNull();
  await clock.advance(1234);
  (await ask()).release(ANSWERED);
  expect(limiter.health().lastSuccessAtMs).toBe(1234);
});

it('learns no pace slower than one request in ten seconds from an outage', async () => {
  (await ask()).release(ANSWERED);
  await clock.advance(3_600_000);
  await throttleOnce(1000);
  const before = clock.nowMs();
  let grantedAt = Number.POSITIVE_INFINITY;
  void ask().then(() => (grantedAt = clock.nowMs()));
  await clock.advance(60_000);
  expect(grantedAt - before).toBeLessThan(11_000);
});

/** A signal that tells how many listeners it has. */
function listening(): { signal: AbortSignal; abort: () => void; listeners: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  let count = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    count += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    count -= 1;
    remove(...args);
  };
  return { signal, abort: () => controller.abort(), listeners: () => count };
}

it('heeds the wait that another process was told, and hands back those who cannot wait that long', async () => {
  const board = memoryBoard();
  const other = new Limiter(clock, 'model');
  (await other.acquire({ ceiling: 4, maxWaitMs: 0, board })).release({ kind: 'throttled', waitMs: 60_000 });
  const patient = ask({ board });
  await expect(ask({ board, maxWaitMs: 30_000 })).rejects.toMatchObject({
    name: 'GateClosed',
    waitMs: 60_000,
  });
  await clock.advance(59_999);
  expect(limiter.health()).toMatchObject({ underWay: 0, waiting: 1 });
  await clock.advance(1);
  (await patient).release(ANSWERED);
});

it('heeds no wait of hours that another process was told: its clock may be wrong', async () => {
  const board = memoryBoard();
  board.change('model', () => ({ ...NOTHING_KNOWN, learnAtMs: 9e9, gateOpensAtMs: 9e9 }));
  (await ask({ board })).release(ANSWERED);
  expect(limiter.health().gateOpensAtMs).toBeNull();
});

it('goes by what it knows itself when the board cannot be written', async () => {
  const failing = (): never => {
    throw new StoreFailed('responses.sqlite cannot be used');
  };
  const board = { read: failing, change: failing };
  (await ask({ board })).release({ kind: 'throttled', waitMs: 1_000 });
  const next = ask({ board });
  await clock.advance(1_000);
  (await next).release(ANSWERED);
});

it('has forgotten a storm that let nothing through twenty seconds after it', async () => {
  for (let answer = 0; answer < 40; answer += 1) {
    (await ask()).release(ANSWERED);
    await clock.advance(100);
  }
  for (let refusal = 0; refusal < 15; refusal += 1) {
    const next = ask();
    await clock.advance(12_000);
    (await next).release({ kind: 'throttled', waitMs: 2_000 });
  }
  await clock.advance(23_000);
  (await ask()).release(ANSWERED);
  expect(limiter.health().learnedPerMinute).toBeNull();
});

it('measures no rate over hours in which nothing was asked', async () => {
  (await ask()).release(ANSWERED);
  await clock.advance(3_600_000);
  for (let answer = 0; answer < 40; answer += 1) {
    (await ask()).release(ANSWERED);
    await clock.advance(100);
  }
  await throttleOnce(4_000);
  await clock.advance(4_000);
  (await ask()).release(ANSWERED);
  // Forty in eight seconds.
  expect(limiter.health().learnedPerMinute).toBeCloseTo(300, -1);
});
