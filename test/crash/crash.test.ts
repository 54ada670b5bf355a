import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkEvidence } from '../evidence/check-evidence.ts';
import { inWords } from '../evidence/violation.ts';
import { describeWithServer } from '../real-server.ts';
import { CANARIES } from './canaries.ts';
import { createVictim, resultOf, type Victim } from './victim.ts';

/** As the example has it: calls in flight, and so the most that one kill may repeat. */
const NUM_THREADS = 16;
/** A test takes half a minute; a machine that is busy with other things may make it some. */
const PATIENCE_MS = 240_000;

describeWithServer('a run that is killed', ({ binary }) => {
  let undisturbed: string;
  const victims: Victim[] = [];
  const victim = () => {
    const made = createVictim({ binary });
    victims.push(made);
    return made;
  };

  /** Empty when no invariant is contradicted, with at most so many requests repeated, lost or left unanswered. */
  async function complaints(killed: Victim, inFlightAtFaults: number): Promise<string> {
    return inWords(
      checkEvidence(await killed.evidence(), { undisturbed, inFlightAtFaults, canaries: CANARIES }),
    );
  }

  beforeAll(async () => {
    const calm = victim();
    await resultOf(calm.start());
    undisturbed = calm.programText();
  }, PATIENCE_MS);

  afterAll(async () => {
    await Promise.all(victims.map((each) => each.remove()));
  });

  test.concurrent(
    'everything, the server too, in stage 2: the same command again gives the same program, byte for byte, and repeats at most what was in flight',
    async () => {
      const killed = victim();
      const first = killed.start();
      await first.says('trial 3');
      killed.killServer();
      await first.kill();
      await resultOf(killed.start());
      expect(await complaints(killed, NUM_THREADS)).toBe('');
    },
    PATIENCE_MS,
  );

  test.concurrent(
    'the server alone in stage 2: the running command goes on by itself and repeats nothing',
    async () => {
      const robbed = victim();
      const running = robbed.start();
      await running.says('trial 3');
      robbed.killServer();
      await resultOf(running);
      expect(await complaints(robbed, 0)).toBe('');
    },
    PATIENCE_MS,
  );
});
