import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithServer } from '../real-server.ts';
import { createVictim, type Victim } from './victim.ts';

/** As the example has it: calls in flight, and so the most that one kill may repeat. */
const NUM_THREADS = 16;

describeWithServer('a run that is killed', ({ binary }) => {
  let undisturbed: string;
  const victims: Victim[] = [];
  const victim = () => {
    const made = createVictim({ binary });
    victims.push(made);
    return made;
  };

  beforeAll(async () => {
    const calm = victim();
    await calm.start().result();
    undisturbed = calm.programText();
  }, 60_000);

  afterAll(async () => {
    await Promise.all(victims.map((each) => each.remove()));
  });

  test.concurrent.each([
    ['worker and client in stage 1', 'stage 1', false],
    ['worker and client in stage 2', 'trial 7', false],
    ['everything, the server too, in stage 2', 'trial 3', true],
  ] as const)(
    '%s: the same command again gives the same program, byte for byte, and repeats at most what was in flight',
    async (_what, moment, serverToo) => {
      const killed = victim();
      const first = killed.start();
      await first.says(moment);
      if (serverToo) killed.killServer();
      await first.kill();
      const result = await killed.start().result();
      expect(killed.programText()).toBe(undisturbed);
      expect(killed.repeats()).toBeLessThanOrEqual(NUM_THREADS);
      // A request under way at the kill is counted by us and not by the practice server, which died with it.
      expect(result.lmCalls - killed.requests().length).toBeGreaterThanOrEqual(0);
      expect(result.lmCalls - killed.requests().length).toBeLessThanOrEqual(NUM_THREADS);
    },
    60_000,
  );

  test.concurrent(
    'the server alone in stage 2: the running command goes on by itself and repeats nothing',
    async () => {
      const robbed = victim();
      const running = robbed.start();
      await running.says('trial 3');
      robbed.killServer();
      await running.result();
      expect(robbed.programText()).toBe(undisturbed);
      expect(robbed.repeats()).toBe(0);
    },
    60_000,
  );
});
