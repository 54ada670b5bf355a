import { expect, test } from 'vitest';
import { createProgramSlots, PRIORITY, type ProgramSlots } from '../../activities/program-slots.ts';
import { LmError } from '../../lm/errors.ts';

const NEVER = new AbortController().signal;

interface Work {
  readonly runId: string;
  readonly purpose: keyof typeof PRIORITY;
  readonly count: number;
}

/** Asks for all of it at once, two at a time, and gives the order in which it was begun. */
async function orderOf(slots: ProgramSlots, works: readonly Work[]): Promise<string[]> {
  const begun: string[] = [];
  const asked = works.flatMap(({ runId, purpose, count }) =>
    Array.from({ length: count }, () =>
      slots.run({ runId, limit: 2, priority: PRIORITY[purpose], signal: NEVER }, async () => {
        begun.push(`${runId}:${purpose}`);
      }),
    ),
  );
  await Promise.all(asked);
  return begun;
}

test('within a run bootstrapping goes before trials, and trials before the baseline', async () => {
  const order = await orderOf(createProgramSlots(), [
    { runId: 'a', purpose: 'trial', count: 1 },
    { runId: 'a', purpose: 'baseline', count: 2 },
    { runId: 'a', purpose: 'trial', count: 1 },
    { runId: 'a', purpose: 'bootstrap', count: 1 },
  ]);
  // The first two found a free slot.
  expect(order).toEqual(['a:trial', 'a:baseline', 'a:bootstrap', 'a:trial', 'a:baseline']);
});

test('a run whose work is less urgent and came later gets every second slot all the same', async () => {
  const order = await orderOf(createProgramSlots(), [
    { runId: 'early', purpose: 'trial', count: 40 },
    { runId: 'late', purpose: 'baseline', count: 10 },
  ]);
  expect(order.slice(0, 22).filter((each) => each === 'late:baseline')).toHaveLength(10);
});

test('work that is called off leaves its slot to others', async () => {
  const slots = createProgramSlots();
  const off = new AbortController();
  const first = slots.run({ runId: 'a', limit: 1, priority: 0, signal: NEVER }, async () => off.abort());
  const second = slots.run({ runId: 'b', limit: 1, priority: 0, signal: off.signal }, async () => 'sent');
  const third = slots.run({ runId: 'a', limit: 1, priority: 0, signal: NEVER }, async () => 'third');
  await expect(second).rejects.toThrow(expect.objectContaining({ name: 'CallNotSent' }));
  expect(await Promise.all([first, third])).toEqual([undefined, 'third']);
});

test('what only a person can mend is asked about no more: all work of that run that waits fails alike, other runs go on', async () => {
  const slots = createProgramSlots();
  const refused = new LmError('The key was refused.', { errorClass: 'auth', model: 'scripted/one' });
  const sent: string[] = [];
  const ask = (runId: string, work: () => Promise<unknown>) =>
    slots
      .run({ runId, limit: 1, priority: 0, signal: NEVER }, async () => {
        sent.push(runId);
        return work();
      })
      .catch((error: unknown) => error);
  const refuse = () => Promise.reject(refused);
  const early = [ask('a', refuse), ask('a', refuse), ask('b', () => Promise.resolve('b')), ask('a', refuse)];
  expect(await Promise.all(early)).toEqual([refused, refused, 'b', refused]);
  expect(sent).toEqual(['a', 'b']);
  // Someone has mended it meanwhile.
  expect(await ask('a', () => Promise.resolve('again'))).toBe('again');
});

test('an outage and a bad answer let what waits go on', async () => {
  const slots = createProgramSlots();
  const away = new LmError('away', { errorClass: 'connection', model: 'scripted/one' });
  const run = (work: () => Promise<string>) =>
    slots.run({ runId: 'a', limit: 1, priority: 0, signal: NEVER }, work);
  const first = run(() => Promise.reject(away));
  const second = run(() => Promise.reject(new RangeError('a bug of the user')));
  const third = run(() => Promise.resolve('third'));
  await expect(first).rejects.toBe(away);
  await expect(second).rejects.toThrow('a bug of the user');
  expect(await third).toBe('third');
});
